import type { Direction } from '../events/eventKind';
import { MessageKind } from '../frames/layout';

/**
 * What the kernel passes on, as `struct trace_filter` of native/bpf/state.h: messages that match
 * each part that is set. Other events have no message type, so that those of a peer follow `peers` only, and
 * those of the node itself, such as a transaction that it refused, pass whatever is set.
 */
export interface TraceFilter {
  direction?: Direction | undefined;
  /** At most MAX_FILTER_TYPES, each of 1 to 12 bytes. None: any. */
  messageTypes?: readonly string[] | undefined;
  /** The node's ids of them, at most MAX_FILTER_PEERS. None: any. */
  peers?: readonly number[] | undefined;
  /** Names of nodes of a fleet; a kernel has none. None: any. */
  nodes?: readonly string[] | undefined;
}

export const MAX_FILTER_TYPES = 16;
export const MAX_FILTER_PEERS = 16;

const PEERS = 16;
const TYPES = PEERS + 8 * MAX_FILTER_PEERS;
const TYPE_SIZE = 16;
/** Bytes of an encoded filter. */
export const FILTER_SIZE = TYPES + TYPE_SIZE * MAX_FILTER_TYPES;

/** @param name CMessageHeader::MESSAGE_TYPE_SIZE of Bitcoin Core's protocol.h: 12, printable. */
export function isMessageTypeName(name: string): boolean {
  return /^[\x20-\x7e]{1,12}$/.test(name);
}

/** @param id A NodeId of Bitcoin Core. */
export function isPeerId(id: number): boolean {
  return Number.isSafeInteger(id) && id >= 0;
}

/**
 * @param pid The one process whose events pass; 0 for every process of the binary.
 * @throws RangeError for a filter that the kernel cannot hold.
 */
export function encodeFilter(filter: TraceFilter, pid = 0): Buffer {
  const { direction, messageTypes = [], peers = [] } = filter;
  if (messageTypes.length > MAX_FILTER_TYPES || !messageTypes.every(isMessageTypeName))
    throw new RangeError(`at most ${MAX_FILTER_TYPES} message types of 1 to 12 characters`);
  if (peers.length > MAX_FILTER_PEERS || !peers.every(isPeerId))
    throw new RangeError(`at most ${MAX_FILTER_PEERS} peers`);
  const bytes = Buffer.alloc(FILTER_SIZE);
  bytes.writeUInt32LE(directionKind(direction), 0);
  bytes.writeUInt32LE(messageTypes.length, 4);
  bytes.writeUInt32LE(peers.length, 8);
  bytes.writeUInt32LE(pid, 12);
  for (const [i, peer] of peers.entries()) bytes.writeBigInt64LE(BigInt(peer), PEERS + 8 * i);
  for (const [i, type] of messageTypes.entries())
    bytes.write(type, TYPES + TYPE_SIZE * i, 'latin1');
  return bytes;
}

function directionKind(direction: Direction | undefined): number {
  if (direction === undefined) return 0;
  return direction === 'inbound' ? MessageKind.Inbound : MessageKind.Outbound;
}

/** @returns Whether the bytes are what encodeFilter writes for some filter, and nothing else. */
export function isEncodedFilter(bytes: Buffer): boolean {
  if (bytes.length !== FILTER_SIZE) return false;
  const direction = bytes.readUInt32LE(0) as MessageKind;
  const typeCount = bytes.readUInt32LE(4);
  const peerCount = bytes.readUInt32LE(8);
  const directions = [0, MessageKind.Inbound, MessageKind.Outbound];
  if (!directions.includes(direction)) return false;
  if (typeCount > MAX_FILTER_TYPES || peerCount > MAX_FILTER_PEERS) return false;
  const peersEnd = PEERS + 8 * peerCount;
  const typesEnd = TYPES + TYPE_SIZE * typeCount;
  for (let at = PEERS; at < peersEnd; at += 8)
    if (!isPeerId(Number(bytes.readBigInt64LE(at)))) return false;
  for (let at = TYPES; at < typesEnd; at += TYPE_SIZE)
    if (!/^[\x20-\x7e]{1,12}\0+$/.test(bytes.toString('latin1', at, at + TYPE_SIZE))) return false;
  const rest = [bytes.subarray(peersEnd, TYPES), bytes.subarray(typesEnd)];
  return rest.every((unused) => unused.every((byte) => byte === 0));
}
