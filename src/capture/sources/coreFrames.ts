import { FORMAT_VERSION, HEADER } from '../../shared/frames/layout';
import { encodeHello, type Hello } from '../../shared/frames/hello';
import { encodeNode } from '../../shared/frames/node';
import { messageLength, writeMessage, type WrittenMessage } from '../../shared/events/writeMessage';
import { CoreConnection } from './coreConnection';
import { coreNodeAt, type CoreFileName } from './coreDirectory';
import { CoreFile } from './coreFile';
import type { Damage } from './sourceKind';

/** Of the node: Core's files do not say which process wrote them. */
const PID = 1;
/** Bytes of frames that are handed on together, unless one frame has more. */
const RUN = 1_000_000;
/** Bytes of all files together that are in memory, about. */
const MOST_READ = 64_000_000;
const READ = { least: 4096, most: 1_000_000 };
const PROBES = ['inbound_message', 'outbound_message'];

interface Stream extends Pick<CoreFileName, 'direction'> {
  file: CoreFile;
  address: Buffer;
  connection: CoreConnection;
}

/** The messages of Core's capture files as frames, in the order of their times. */
export class CoreFrames {
  private readonly streams: Stream[];
  private sequence = 0;
  private peers = 0;
  private startUs = 0;

  constructor(
    private readonly files: readonly CoreFileName[],
    onDamage: (damage: Damage) => void,
  ) {
    const share = Math.floor(MOST_READ / Math.max(1, files.length));
    const readSize = Math.max(READ.least, Math.min(share, READ.most));
    const connections = new Map<string, CoreConnection>();
    const nextPeer = (): number => this.peers++;
    this.streams = files.map(({ path, direction, address }) => {
      const connection = connections.get(address) ?? new CoreConnection(nextPeer);
      connections.set(address, connection);
      const file = new CoreFile(path, readSize, onDamage);
      return { file, direction, connection, address: Buffer.from(address).subarray(0, 263) };
    });
  }

  /** Reads as far as the first message of each file. @throws The error of the system. */
  async begin(): Promise<Hello> {
    for (const { file } of this.streams) await advance(file);
    const times = this.streams.flatMap(({ file: { record } }) => record?.timeUs ?? []);
    this.startUs = times.length === 0 ? 0 : times.reduce((least, time) => Math.min(least, time));
    return {
      version: FORMAT_VERSION,
      wallNs: BigInt(this.startUs) * 1000n,
      monotonicNs: 0n,
      host: '',
      binary: '',
      tracepoints: PROBES,
      attachMode: 'Core’s -capturemessages',
      unattached: [],
    };
  }

  async *frames(hello: Hello, signal: AbortSignal): AsyncGenerator<Buffer> {
    yield Buffer.concat([encodeHello(hello), this.node()]);
    // The next one is the last, so that taking it moves nothing.
    const waiting: Stream[] = [];
    for (const stream of this.streams) insert(waiting, stream);
    let run: WrittenMessage[] = [];
    let bytes = 0;
    for (let stream = waiting.pop(); stream && !signal.aborted; stream = waiting.pop()) {
      const message = this.messageOf(stream);
      run.push(message);
      bytes += messageLength(message);
      if (bytes >= RUN) {
        yield framesOf(run, bytes);
        [run, bytes] = [[], 0];
      }
      if (!stream.file.next()) await advance(stream.file);
      insert(waiting, stream);
    }
    if (bytes > 0) yield framesOf(run, bytes);
  }

  private messageOf({ file, direction, address, connection }: Stream): WrittenMessage {
    const { timeUs, messageType, payload } = file.record!;
    connection.add(direction, messageType);
    const { peer, connectionType } = connection;
    const sequence = ++this.sequence;
    const timeNs = Math.max(0, timeUs - this.startUs) * 1000;
    const from = { pid: PID, peer, connectionType, address };
    return { sequence, timeNs, direction, messageType, payload, ...from };
  }

  private node(): Buffer {
    const { chain, dataDirectory } = coreNodeAt(this.files[0]!);
    const probes = { present: PROBES, tracepoints: PROBES, unattached: [] };
    const names = { name: 'bitcoind', binary: '', userAgent: '' };
    const frame = encodeNode({ pid: PID, ...names, chain, dataDirectory, ...probes });
    // From the beginning on, and the same each time.
    frame.writeBigUInt64LE(0n, HEADER.timeNs);
    return frame;
  }
}

/** Goes to the next record. @throws The error of the system. */
async function advance(file: CoreFile): Promise<void> {
  while (!file.next()) await file.read();
}

/** @param waiting By time, the latest first; a stream that has ended is left out. */
function insert(waiting: Stream[], stream: Stream): void {
  const { record } = stream.file;
  if (!record) return;
  let low = 0;
  let high = waiting.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (waiting[middle]!.file.record!.timeUs > record.timeUs) low = middle + 1;
    else high = middle;
  }
  waiting.splice(low, 0, stream);
}

function framesOf(messages: readonly WrittenMessage[], bytes: number): Buffer {
  const frames = Buffer.alloc(bytes);
  let at = 0;
  for (const message of messages) {
    writeMessage(message, frames, at);
    at += messageLength(message);
  }
  return frames;
}
