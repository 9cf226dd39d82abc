import { FORMAT_VERSION, HEADER } from '../../shared/frames/layout';
import { encodeHello, type Hello } from '../../shared/frames/hello';
import { encodeNode } from '../../shared/frames/node';
import { eachAtOnce } from '../../shared/eachAtOnce';
import { CoreConnection, PID } from './coreConnection';
import { coreNodeAt, type CoreFileName } from './coreDirectory';
import { CoreFile } from './coreFile';
import { RECORD } from './coreRecord';
import { Earliest } from './earliest';
import { ReadBudget } from './readBudget';
import type { Damage } from './sourceKind';

/** Bytes of frames that are handed on together, unless one frame has more. */
const RUN = 1_000_000;
/** Bytes of all files together that are in memory, about. */
const MOST_READ = 64_000_000;
/** Files whose first records are looked for at the same time. */
const AT_ONCE = 4;
const PROBES = ['inbound_message', 'outbound_message'];

/** A file, with whose messages it holds. */
class Stream {
  constructor(
    readonly file: CoreFile,
    readonly direction: CoreFileName['direction'],
    readonly connection: CoreConnection,
  ) {}

  get timeUs(): number | undefined {
    return this.file.timeUs;
  }
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
    const budget = new ReadBudget(MOST_READ);
    const connections = new Map<string, CoreConnection>();
    const nextPeer = (): number => this.peers++;
    this.streams = files.map(({ path, direction, address }) => {
      const connection = connections.get(address) ?? new CoreConnection(address, nextPeer);
      connections.set(address, connection);
      return new Stream(new CoreFile(path, budget, onDamage), direction, connection);
    });
  }

  /** Reads as far as the first message of each file. @throws The error of the system. */
  async begin(): Promise<Hello> {
    await eachAtOnce(this.streams, AT_ONCE, ({ file }) => file.begin());
    const start = this.streams.reduce(
      (least, { timeUs = Infinity }) => Math.min(least, timeUs),
      Infinity,
    );
    this.startUs = start === Infinity ? 0 : start;
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
    try {
      yield* this.messages(signal);
    } finally {
      for (const { file } of this.streams) await file.close();
    }
  }

  private async *messages(signal: AbortSignal): AsyncGenerator<Buffer> {
    const waiting = new Earliest<Stream>();
    for (const stream of this.streams) waiting.add(stream);
    let run = Buffer.allocUnsafeSlow(RUN);
    let filled = 0;
    for (let stream = waiting.first; stream && !signal.aborted; stream = waiting.first) {
      const { file, direction, connection } = stream;
      if (!file.isWhole) {
        const { timeUs } = file;
        await file.load();
        // It was cut, and what comes next may be later.
        if (file.timeUs !== timeUs) {
          waiting.moved();
          continue;
        }
      }
      const { bytes, start, end } = file;
      const record = { bytes, typeAt: start + RECORD.type, payloadAt: start + RECORD.payload, end };
      const frames = connection.add(direction, bytes, record.typeAt);
      const length = frames.length(end - record.payloadAt);
      if (filled + length > run.length) {
        if (filled > 0) yield run.subarray(0, filled);
        run = Buffer.allocUnsafeSlow(Math.max(RUN, length));
        filled = 0;
      }
      const timeNs = Math.max(0, file.timeUs! - this.startUs) * 1000;
      filled = frames.write({ sequence: ++this.sequence, timeNs }, record, run, filled);
      if (file.next()) file.readAhead();
      else await file.load();
      waiting.moved();
    }
    if (filled > 0) yield run.subarray(0, filled);
  }

  private node(): Buffer {
    const { chain, dataDirectory } = coreNodeAt(this.files[0]!);
    const probes = { present: PROBES, tracepoints: PROBES, unattached: [] };
    // bitcoind, bitcoin-qt and bitcoin-node write them alike.
    const names = { name: '', binary: '', userAgent: '' };
    const frame = encodeNode({ pid: PID, ...names, chain, dataDirectory, ...probes });
    // From the beginning on, and the same each time.
    frame.writeBigUInt64LE(0n, HEADER.timeNs);
    return frame;
  }
}
