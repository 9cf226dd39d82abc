import { hasSeveralNodes } from '../../capture/index/severalNodes';
import type { OpenedSource } from '../../capture/sources/sourceKind';
import { CaptureContents } from '../../capture/store/captureContents';
import { encodeRedactedHello } from '../../shared/frames/redactedHello';
import type { Converted } from './converter';
import type { Frames, Passing, Transformation } from './transformation';

/** What a source gives after the transformations; once. */
export function readSource(
  source: OpenedSource,
  transformations: readonly Transformation[],
): Converted {
  let passing: Passing = { hello: source.hello, frames: framesOf(source) };
  const severalNodes = hasSeveralNodes(source.contents.index);
  if (transformations.length === 0) return { ...passing, severalNodes, contents: source.contents };
  for (const transform of transformations) passing = transform(passing, source);
  const contents = new CaptureContents();
  const isWhole = source.capture !== undefined;
  const frames = learnt(passing.frames, contents, isWhole);
  return { ...passing, frames, severalNodes, contents };
}

/** What a source gives, as it is asked for. Where nothing more is wanted the source is stopped. */
async function* framesOf(source: OpenedSource): Frames {
  let give: (run: Buffer | undefined) => void;
  let more = (): void => undefined;
  const next = () => new Promise<Buffer | undefined>((resolve) => (give = resolve));
  let coming = next();
  source.flow(
    (run) =>
      new Promise((resolve) => {
        more = resolve;
        give(run);
      }),
  );
  void source.ended.then(() => give(undefined));
  let isEmpty = true;
  try {
    for (let run = await coming; run; run = await coming) {
      isEmpty = false;
      yield run;
      coming = next();
      more();
    }
    // It was stopped before its first frame, and without a hello nothing is a capture.
    if (isEmpty) yield encodeRedactedHello(source.hello);
  } finally {
    void source.stop();
    more();
  }
}

/**
 * The same, and what they say is learnt.
 * @param isWhole Of all of them; otherwise of one run at a time, as nobody knows how many will come.
 */
async function* learnt(frames: Frames, contents: CaptureContents, isWhole: boolean): Frames {
  let offset = 0;
  for await (const run of frames) {
    if (!isWhole) contents.index.dropBefore(contents.index.length);
    const { error } = contents.add(run, offset);
    if (error) throw error;
    offset += run.length;
    yield run;
  }
}
