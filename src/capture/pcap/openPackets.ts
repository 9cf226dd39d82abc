import { FileBytes } from './fileBytes';
import type { Block, OnCut, PacketReader } from './packet';
import { isPcap, PcapReader } from './pcapReader';
import { isPcapng, PcapngReader } from './pcapngReader';

/** @param head The first bytes of a file, 12 at least. */
export function isPacketFile(head: Buffer): boolean {
  return isPcap(head) || isPcapng(head);
}

/**
 * Opens a file for which {@link isPacketFile} is true.
 * @param onBlock Is given blocks of pcapng that are neither packets nor about interfaces.
 */
export function openPackets(
  path: string,
  head: Buffer,
  onCut: OnCut,
  onBlock?: (block: Block) => void,
): PacketReader {
  const file = new FileBytes(path);
  return isPcapng(head) ? new PcapngReader(file, onCut, onBlock) : new PcapReader(file, onCut);
}
