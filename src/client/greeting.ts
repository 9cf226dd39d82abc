import { timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import { decodeFailure, type Failure } from '../shared/frames/failure';
import { checkFrameLength } from '../shared/frames/frameSplitter';
import { MalformedFrame } from '../shared/frames/frameReader';
import { decodeHello, type Hello } from '../shared/frames/hello';
import { FrameKind, HEADER } from '../shared/frames/layout';
import { NONCE_SIZE } from '../shared/helper/nonce';

/** How a helper begins: it traces, or says why it cannot. */
export type Greeting =
  | {
      kind: 'hello';
      hello: Hello;
      /** Paused, and to be read from after the hello. */
      socket: Socket;
      /** The hello as it came. */
      frame: Buffer;
    }
  | { kind: 'failure'; failure: Failure };

/** Bytes. A hello or a failure holds a few names and paths. */
const MAX_GREETING = 64 * 1024;
/** Milliseconds. A helper connects when it has all to say. */
const PATIENCE = 5000;

/**
 * Reads a new connection up to its first frame. A socket that does not belong to a helper is destroyed.
 * @param nonce What a helper of ours sends before.
 * @throws Error saying what was wrong with it.
 */
export function greet(socket: Socket, nonce: Buffer, patience = PATIENCE): Promise<Greeting> {
  let received: Buffer = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    const refuse = (error: Error) => {
      finish();
      socket.destroy();
      reject(error);
    };
    const ended = () => refuse(new Error('it ended before it said anything'));
    const read = (chunk: Buffer) => {
      try {
        received = Buffer.concat([received, chunk]);
        const greeting = readGreeting(socket, received, nonce);
        if (!greeting) return;
        finish();
        if (greeting.kind === 'failure') socket.destroy();
        else socket.pause().unshift(received.subarray(NONCE_SIZE + greeting.frame.length));
        resolve(greeting);
      } catch (error) {
        refuse(error as Error);
      }
    };
    const late = setTimeout(() => refuse(new Error('it said nothing in time')), patience);
    const finish = () => {
      clearTimeout(late);
      socket.off('data', read).off('close', ended);
    };
    // Its end follows as 'close'.
    socket.on('error', () => undefined);
    socket.on('data', read).on('close', ended);
  });
}

/** @returns undefined while the first frame is not whole. */
function readGreeting(socket: Socket, received: Buffer, nonce: Buffer): Greeting | undefined {
  if (received.length < NONCE_SIZE) return undefined;
  if (!timingSafeEqual(received.subarray(0, NONCE_SIZE), nonce))
    throw new Error('it does not know the secret of this trace');
  const frame = firstFrame(received.subarray(NONCE_SIZE));
  if (!frame) return undefined;
  const kind = frame.readUInt16LE(HEADER.kind) as FrameKind;
  if (kind === FrameKind.Failure) return { kind: 'failure', failure: decodeFailure(frame) };
  return { kind: 'hello', hello: decodeHello(frame), socket, frame };
}

/** @throws MalformedFrame for one that is not a greeting. */
function firstFrame(bytes: Buffer): Buffer | undefined {
  if (bytes.length < 4) return undefined;
  const length = checkFrameLength(bytes.readUInt32LE(HEADER.length));
  if (bytes.length < HEADER.size) return undefined;
  const kind = bytes.readUInt16LE(HEADER.kind) as FrameKind;
  if (kind !== FrameKind.Failure && kind !== FrameKind.Hello)
    throw new MalformedFrame(`it began with a frame of kind ${kind}`);
  if (length > MAX_GREETING) throw new MalformedFrame(`a greeting of ${length} bytes`);
  return bytes.length < length ? undefined : bytes.subarray(0, length);
}
