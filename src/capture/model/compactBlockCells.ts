import { shortHash } from '../../bitcoin/text/hex';
import { durationText } from '../../shared/text/durationText';
import { peerOfNode } from '../../shared/text/peerNumber';
import { formatBytes, formatCount } from '../../shared/text/quantity';
import { bandwidthOf, missingBytesOf, untilConnectedNs, type CompactBlock } from './compactBlocks';

/** What a table tells of a compact block, but for when it came; in the order of the columns. Empty: not known, or nothing. */
export function compactBlockCells(block: CompactBlock, several: boolean) {
  const { identity, inbound, missing, completedNs, block: times } = block;
  const connectedNs = untilConnectedNs(times);
  const lackedBytes = missingBytesOf(block);
  return {
    peer: `${inbound ? '←' : '→'} ${peerOfNode(identity, several)}`,
    block: shortHash(block.hash),
    height: times.height === undefined ? '' : formatCount(times.height),
    bandwidth: bandwidthOf(block),
    shortIds: formatCount(block.shortIds),
    prefilled: formatCount(block.prefilled),
    bytes: formatBytes(block.bytes),
    missing: missing === 0 ? '' : formatCount(missing),
    missingBytes: missing === 0 || lackedBytes === undefined ? '' : formatBytes(lackedBytes),
    roundTrips: missing === 0 ? '' : formatCount(block.roundTrips),
    completed: completedNs === undefined ? '' : durationText(completedNs / 1000),
    connected: connectedNs === undefined ? '' : durationText(connectedNs / 1000),
  };
}
