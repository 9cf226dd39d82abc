import type { Socket } from 'node:net';
import { decodeFailure, type Failure } from '../shared/failure';
import { checkFrameLength } from '../shared/frameSplitter';
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
      /** Paused, and to be read from after the hello. */
      socket: Socket;
      /** The hello as it came. */
      frame: Buffer;
    }
  | { kind: 'failure'; failure: Failure };

/** Bytes. A hello or a failure holds a few names and paths. */
const MAX_GREETING = 64 * 1024;

/**
 * Reads a new connection up to its first frame. A socket that is no helper's is destroyed.
 * @throws Error saying what was wrong with it.
 */
export function greet(socket: Socket): Promise<Greeting> {
  let received: Buffer = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    const finish = () => socket.off('data', read).off('close', ended);
    const refuse = (error: Error) => {
      finish();
      socket.destroy();
      reject(error);
    };
    const ended = () => refuse(new Error('it ended before it said anything'));
    const read = (chunk: Buffer) => {
      try {
        received = Buffer.concat([received, chunk]);
        const greeting = readGreeting(socket, received);
        if (!greeting) return;
        finish();
        if (greeting.kind === 'failure') socket.destroy();
        else socket.pause().unshift(received.subarray(greeting.frame.length));
        resolve(greeting);
      } catch (error) {
        refuse(error as Error);
      }
    };
    // Its end follows as 'close'.
    socket.on('error', () => undefined);
    socket.on('data', read).on('close', ended);
  });
}

/** @returns undefined while the first frame is not whole. */
function readGreeting(socket: Socket, received: Buffer): Greeting | undefined {
  if (received.length < 4) return undefined;
  const length = checkFrameLength(received.readUInt32LE(HEADER.length));
  if (received.length < HEADER.size) return undefined;
  const kind = received.readUInt16LE(HEADER.kind) as EventKind;
  if (kind !== EventKind.Failure && kind !== EventKind.Hello)
    throw new MalformedFrame(`it began with a frame of kind ${kind}`);
  if (length > MAX_GREETING) throw new MalformedFrame(`a greeting of ${length} bytes`);
  if (received.length < length) return undefined;
  const frame = received.subarray(0, length);
  if (kind === EventKind.Failure) return { kind: 'failure', failure: decodeFailure(frame) };
  const helperPid = frame.readUInt32LE(HEADER.pid);
  return { kind: 'hello', hello: decodeHello(frame), helperPid, socket, frame };
}
