import type { FileIdentity, ProcessFacts } from './processReader/protocol';
import type { TraceableNode } from './nodes';

/** What makes a later process the same node. */
export type NodeIdentity = Pick<
  TraceableNode,
  'binary' | 'chain' | 'dataDirectory' | 'elsewhere' | 'file' | 'directoryId'
>;

/** What a process is to a node that has ended. `replaced`: the same node, of another executable. */
export type Judgement = 'node' | 'replaced' | 'stranger';

/**
 * @param seen When the node was last seen to run, in ticks since boot.
 * @param fires Whether the process fires the probes that are attached.
 */
export function judge(
  node: NodeIdentity,
  found: ProcessFacts,
  seen: number,
  fires: boolean,
): Judgement {
  const isSame =
    found.binary === node.binary &&
    isSameChain(found.chain, node.chain) &&
    found.dataDirectory === node.dataDirectory &&
    found.elsewhere === node.elsewhere;
  if (!isSame) return 'stranger';
  // Two containers may call different directories the same; the second one ran beside the node.
  const isSameDirectory = node.directoryId !== undefined && found.directoryId === node.directoryId;
  if (!isSameDirectory && Number(found.started) < seen - 2) return 'stranger';
  const { file } = node;
  if (!file || !found.file || isSameFile(file, found.file, node.elsewhere)) return 'node';
  // A new mount of a container's gives the same file another device.
  if (fires && file.device !== found.file.device) return 'node';
  return 'replaced';
}

/** @param remounted Its device may be another one, as a container’s after a restart. */
export function isSameFile(one: FileIdentity, other: FileIdentity, remounted = false): boolean {
  return (
    (remounted || one.device === other.device) &&
    one.inode === other.inode &&
    one.size === other.size &&
    one.written === other.written
  );
}

/** What cannot be told keeps nobody apart: a node shows it only once it has begun. */
function isSameChain(one: string, other: string): boolean {
  return one === other || one === 'unknown' || other === 'unknown';
}
