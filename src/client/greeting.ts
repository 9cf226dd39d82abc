import type { Socket } from 'node:net';
import { decodeFailure, type Failure } from '../shared/failure';
import { FrameSplitter } from '../shared/frameSplitter';
import { MalformedFrame } from '../shared/frameReader';
import { decodeHello, type Hello } from '../shared/hello';
import { EventKind, HEADER } from '../shared/layout';

/** How a helper begins: it traces, or says why it cannot. */
export type Greeting =
  | {
      kind: 'hello';
      hello: Hello;
      /** Of the helper, for ending it when it does not answer. */
      helperPid: number;
      /** Paused; what it sent so far is in `runs`. */
      socket: Socket;
      /** Runs of whole frames, the hello's first. */
      runs: Buffer[];
      splitter: FrameSplitter;
    }
  | { kind: 'failure'; failure: Failure };

/**
 * Reads a new connection up to its first frame. A socket that is no helper's is destroyed.
 * @throws Error saying what was wrong with it.
 */
export function greet(socket: Socket): Promise<Greeting> {
  const splitter = new FrameSplitter();
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      socket.off('data', read).off('close', ended);
      settle();
    };
    const refuse = (error: Error) => {
      socket.destroy();
      finish(() => reject(error));
    };
    const ended = () => refuse(new Error('it ended before it said anything'));
    const read = (chunk: Buffer) => {
      try {
        const runs = splitter.push(chunk);
        if (runs.length === 0) return;
        const greeting = readGreeting(socket, runs, splitter);
        if (greeting.kind === 'failure') socket.destroy();
        else socket.pause();
        finish(() => resolve(greeting));
      } catch (error) {
        refuse(error as Error);
      }
    };
    // Its end follows as 'close'.
    socket.on('error', () => undefined);
    socket.on('data', read).on('close', ended);
  });
}

function readGreeting(socket: Socket, runs: Buffer[], splitter: FrameSplitter): Greeting {
  const first = runs[0]!;
  const frame = first.subarray(0, first.readUInt32LE(HEADER.length));
  const kind = frame.readUInt16LE(HEADER.kind) as EventKind;
  if (kind === EventKind.Failure) return { kind: 'failure', failure: decodeFailure(frame) };
  if (kind !== EventKind.Hello) throw new MalformedFrame(`it began with a frame of kind ${kind}`);
  const hello = decodeHello(frame);
  const helperPid = frame.readUInt32LE(HEADER.pid);
  return { kind: 'hello', hello, helperPid, socket, runs, splitter };
}
