import type { Socket } from 'node:net';
import type { Tracer } from '../shared/helper/addon';
import { assertNever } from '../shared/assertNever';
import { CONTROL_SIZE, decodeControl } from '../shared/helper/control';
import { descriptorOf } from '../shared/helper/descriptorOf';
import { encodeFailure } from '../shared/frames/failure';

/** Milliseconds within which the helper ends after its client has, or after a second signal to end. */
const GONE = 1000;
/** Milliseconds within which a control record that has begun must be complete. */
const RECORD_PATIENCE = 2000;

/**
 * Lets frames go to the client and carries its control records back, until either end. A client that
 * does not read is waited for as long as it lives.
 * @param exit Called once or more; the first counts.
 * @returns Ends the trace in order, and at a second signal whatever waits; the client learns which did it.
 */
export function forward(
  tracer: Tracer,
  socket: Socket,
  exit: (code: number) => void,
): (signal: NodeJS.Signals) => void {
  let last: Buffer = Buffer.alloc(0);
  let stopped = false;
  const stop = () => {
    if (!stopped) tracer.stop();
    stopped = true;
  };
  const endSoon = () => {
    setTimeout(() => exit(1), GONE).unref();
    stop();
  };

  for (const gone of ['end', 'error', 'close']) socket.on(gone, endSoon);
  readControls(socket, tracer, stop, exit);
  tracer.start(descriptorOf(socket), () => {
    if (socket.destroyed) exit(0);
    else socket.end(last, () => exit(0));
  });
  return (signal) => {
    // A terminal that is closed sends SIGHUP twice, by its shell and by the kernel.
    if (last.length > 0 && signal !== 'SIGHUP') endSoon();
    last = encodeFailure({ code: 'interrupted', detail: signal });
    stop();
  };
}

function readControls(
  socket: Socket,
  tracer: Tracer,
  stop: () => void,
  exit: (code: number) => void,
): void {
  let received: Buffer = Buffer.alloc(0);
  let late: NodeJS.Timeout | undefined;
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    for (; received.length >= CONTROL_SIZE; received = received.subarray(CONTROL_SIZE)) {
      clearTimeout(late);
      late = undefined;
      const control = decodeControl(received.subarray(0, CONTROL_SIZE));
      if (!control) {
        exit(1);
        return;
      }
      switch (control.verb) {
        case 'set-filter':
          tracer.setFilter(control.filter);
          break;
        case 'stop':
          stop();
          break;
        default:
          assertNever(control);
      }
    }
    if (received.length > 0) late ??= setTimeout(() => exit(1), RECORD_PATIENCE);
  });
}
