import { Redactor } from '../../capture/redact/redactor';
import type { RedactOptions } from '../../capture/redact/tools';
import { sayLeftOut, sayRedacted } from '../redact/sayRedacted';
import type { Frames, Transformation } from './transformation';

/** Frames with stand-ins for addresses and names; says what was left out once they end. */
export function redaction(options: RedactOptions): Transformation {
  return ({ hello, frames }) => {
    const redactor = new Redactor(hello, options);
    return {
      hello: redactor.hello,
      frames: redacted(frames, redactor),
      recordedPid: (pid) => redactor.recordedPid(pid),
    };
  };
}

async function* redacted(frames: Frames, redactor: Redactor): Frames {
  for await (const run of frames) {
    const standIns = redactor.run(run);
    if (standIns.length > 0) yield standIns;
  }
  sayRedacted(redactor.hello);
  sayLeftOut(redactor.leftOut);
}
