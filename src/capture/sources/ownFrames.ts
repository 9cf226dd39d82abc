import { chainOfMagic } from '../../bitcoin/magic';
import { unreadableFurther } from '../../shared/errors/captureErrors';
import { decodeEvent } from '../../shared/events/event';
import { eventKind } from '../../shared/events/eventKinds';
import { BadStream } from '../../shared/frames/frameSplitter';
import { MalformedFrame } from '../../shared/frames/frameReader';
import { decodeHello, encodeHello, type Hello } from '../../shared/frames/hello';
import { FORMAT_VERSION, FrameKind, HEADER } from '../../shared/frames/layout';
import { decodeNode, encodeNode } from '../../shared/frames/node';
import { LimitedMap } from '../../shared/limitedMap';
import { plural } from '../../shared/text/quantity';
import { isMessage } from '../index/eventKinds';
import { openPackets } from '../pcap/openPackets';
import { carriedBy, messageIn, pieceOf } from '../pcap/ownPackets';
import type { Block, Packet } from '../pcap/packet';
import { PacketLoop } from '../pcap/packetLoop';
import { decodeGap } from '../store/gapFrame';
import { DamageList } from './damageList';
import { FrameAssembly } from './frameAssembly';
import { FrameRuns } from './frameRuns';

/** Packets that are looked at for one of ours, at the beginning of a file. */
const MOST_LOOKED_AT = 16;
/** Processes that are told apart at a time. */
const MOST_NODES = 4096;
/** As an interface of ours is called: `bitcoind-regtest-1234`. */
const LABEL = /^(.{1,100}?)-(main|test|testnet4|signet|regtest|demo)-\d+$/;

/**
 * The frames of a capture that was written as pcapng (docs/pcapng.md), as they were. Where another program saved the
 * file, what it left out is made up for as far as packets tell it.
 */
export class OwnFrames {
  readonly damages: DamageList;
  /** What else is not as it was, in whole sentences: there when all is read. */
  readonly notes: string[] = [];
  private readonly runs = new FrameRuns();
  private assembly: FrameAssembly | undefined;
  /** The packet of the frame at hand: its time and names. */
  private packet: Pick<Packet, 'seconds' | 'nanos' | 'interfaceName'> | undefined;
  private magic = 0;
  /** The frame of the hello, as it was; undefined where it was left out. */
  private helloFrame: Buffer | undefined;
  /** What the capture's clocks are; of a section that does not say it, packets tell. */
  private hello: Hello | undefined;
  /** Nanoseconds that the times of this section are behind those of the first hello; undefined without a hello. */
  private shift: bigint | undefined;
  /** By process the chain that was said of it. */
  private readonly known = new LimitedMap<number, string>(MOST_NODES);
  private cut = 0;
  private isRemade = false;

  constructor(
    private readonly path: string,
    private readonly head: Buffer,
  ) {
    this.damages = new DamageList(path);
  }

  /** @returns undefined where the file is not one of ours. @throws The error of the system. */
  async begin(): Promise<Hello | undefined> {
    let found: Hello | undefined;
    let packets = 0;
    const block = (each: Block): void => {
      const piece = pieceOf(each);
      if (!piece?.begins || found) return;
      found = helloOf(piece.bytes);
      if (found) this.helloFrame = whole(piece.bytes);
    };
    const reader = openPackets(this.path, this.head, () => undefined, block);
    const loop = new PacketLoop(reader, (packet) => {
      const carried = carriedBy(packet);
      if (carried && carried.length >= HEADER.size) found ??= helloFrom(packet, carried);
      return found === undefined && ++packets < MOST_LOOKED_AT;
    });
    await loop.all();
    return found;
  }

  /** @throws UserError, and the error of the system, after what comes before it in the file. */
  async *frames(hello: Hello, signal: AbortSignal): AsyncGenerator<Buffer> {
    this.hello = hello;
    this.runs.add(this.helloFrame ?? encodeHello(hello));
    const onBlock = (block: Block): void => this.takeBlock(block);
    const reader = openPackets(this.path, this.head, this.damages.add, onBlock);
    const loop = new PacketLoop(reader, (packet) => {
      this.takePacket(packet);
      return !signal.aborted;
    });
    yield* loop.parts(() => this.runs.take());
    this.finish();
    yield* this.runs.takeAll();
    this.note();
    if (loop.failure) throw unreadableFurther(this.path, loop.failure.message);
  }

  private takeBlock(block: Block): void {
    const piece = pieceOf(block);
    if (!piece) return;
    if (piece.begins) {
      this.finish();
      this.packet = undefined;
      this.assembly = new FrameAssembly(block.offset);
    }
    this.assembly?.add(piece.bytes);
  }

  private takePacket(packet: Packet): void {
    const carried = carriedBy(packet);
    this.finish();
    if (!carried || carried.length < HEADER.size) return;
    this.assembly = new FrameAssembly(packet.offset);
    this.assembly.add(carried);
    const { seconds, nanos, interfaceName } = packet;
    this.packet = { seconds, nanos, interfaceName };
    if (!isMessage(carried.readUInt16LE(HEADER.kind))) return;
    const message = messageIn(packet);
    if (!message) return;
    this.magic = message.header.readUInt32LE(0);
    this.assembly.add(message.payload);
  }

  /** Gives the frame that is complete now. */
  private finish(): void {
    const { assembly } = this;
    this.assembly = undefined;
    if (!assembly) return;
    const finished = assembly.finish();
    if (!finished || !isSound(finished.frame)) {
      this.damages.add(assembly.offset, assembly.length);
      return;
    }
    const { frame, isCut } = finished;
    if (isCut) this.cut++;
    this.give(frame);
  }

  private give(frame: Buffer): void {
    const kind = frame.readUInt16LE(HEADER.kind);
    const pid = frame.readUInt32LE(HEADER.pid);
    if (kind === (FrameKind.Hello as number)) {
      this.meetSection(decodeHello(frame));
      return;
    }
    if (kind === (FrameKind.Node as number)) this.known.set(pid, decodeNode(frame).chain);
    this.setTime(frame, kind);
    if (eventKind(kind) && this.shift === undefined) this.introduce(pid, kind);
    this.runs.add(frame);
  }

  /** The first hello is that of the whole; a section that was appended has its own clock. */
  private meetSection({ wallNs, monotonicNs }: Hello): void {
    const { hello } = this;
    this.shift = wallNs - monotonicNs - (hello!.wallNs - hello!.monotonicNs);
  }

  private setTime(frame: Buffer, kind: number): void {
    const { packet, hello, shift } = this;
    if (shift === 0n) return;
    let timeNs: bigint;
    if (shift !== undefined) timeNs = frame.readBigUInt64LE(HEADER.timeNs) + shift;
    else if (packet && eventKind(kind)) {
      const unixNs = BigInt(packet.seconds) * 1_000_000_000n + BigInt(packet.nanos);
      timeNs = unixNs - hello!.wallNs + hello!.monotonicNs;
    } else return;
    frame.writeBigUInt64LE(BigInt.asUintN(64, timeNs < 0n ? 0n : timeNs), HEADER.timeNs);
  }

  /** Who a process is, where the frame that said it was left out on the way: by name of interface and magic. */
  private introduce(pid: number, kind: number): void {
    const known = this.known.get(pid);
    const [, name = '', said = ''] = LABEL.exec(this.packet?.interfaceName ?? '') ?? [];
    const spoken = isMessage(kind) ? chainOfMagic(this.magic) : known;
    const chain = said || (spoken ?? '');
    if (known === chain) return;
    this.isRemade = true;
    this.known.set(pid, chain);
    const unknown = { dataDirectory: '', binary: '', userAgent: '' };
    const probes = { present: [], tracepoints: [], unattached: [] };
    const frame = encodeNode({ pid, name, chain, ...unknown, ...probes });
    frame.writeBigUInt64LE(0n, HEADER.timeNs);
    this.runs.add(frame);
  }

  private note(): void {
    const { notes, cut, isRemade, damages } = this;
    if (isRemade)
      notes.push(
        'Another program saved this file without what only this one reads: who the nodes are is known by their packets, and losses are not.',
      );
    if (cut > 0)
      notes.push(
        `${plural(cut, 'message')} lost the end of ${cut === 1 ? 'its' : 'their'} payload when the file was saved.`,
      );
    notes.push(...damages.notes());
  }
}

/** @param bytes A frame, or all of it but its padding. */
function whole(bytes: Buffer): Buffer {
  const frame = Buffer.alloc((bytes.length + 7) & ~7);
  bytes.copy(frame);
  return frame;
}

/** Everything that reads a capture takes it. */
function isSound(frame: Buffer): boolean {
  try {
    const kind = frame.readUInt16LE(HEADER.kind);
    if (kind === (FrameKind.Gap as number)) decodeGap(frame);
    else decodeEvent(frame);
    return true;
  } catch (error) {
    if (error instanceof MalformedFrame || error instanceof BadStream) return false;
    throw error;
  }
}

/** @param bytes Of a frame. */
function helloOf(bytes: Buffer): Hello | undefined {
  if (bytes.length < HEADER.size) return undefined;
  if (bytes.readUInt16LE(HEADER.kind) !== (FrameKind.Hello as number)) return undefined;
  try {
    return decodeHello(bytes);
  } catch (error) {
    if (error instanceof MalformedFrame) return undefined;
    throw error;
  }
}

/** Of a file whose hello was left out: its clocks are those of the first packet. */
function helloFrom({ seconds, nanos }: Packet, carried: Buffer): Hello {
  return {
    version: FORMAT_VERSION,
    wallNs: BigInt.asUintN(63, BigInt(seconds) * 1_000_000_000n + BigInt(nanos)),
    monotonicNs: carried.readBigUInt64LE(HEADER.timeNs),
    host: '',
    binary: '',
    tracepoints: [],
    attachMode: '',
    unattached: [],
  };
}
