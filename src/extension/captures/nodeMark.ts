import { basename } from 'node:path';
import type { NodeFrame } from '../../shared/frames/node';

/**
 * What tells a node apart from others that have the same title: its data directory's name, or its path where
 * others have that name too; the process where the directory is not known. Empty where nothing needs to.
 * @param same The processes with that title, this one too.
 */
export function nodeMark(
  { pid, dataDirectory }: NodeFrame,
  same: readonly Pick<NodeFrame, 'dataDirectory'>[],
): string {
  const directories = new Set(same.map((each) => each.dataDirectory));
  // Several processes of one directory are one node, which was restarted.
  if (same.length < 2 || (directories.size === 1 && dataDirectory !== '')) return '';
  if (dataDirectory === '') return `pid ${pid}`;
  const name = basename(dataDirectory);
  const alike = [...directories].filter((directory) => basename(directory) === name);
  return alike.length === 1 ? name : dataDirectory;
}
