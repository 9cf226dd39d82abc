import { findNodes, type TraceableNode } from '../client/nodes';
import { noNodeFound } from '../shared/errors';
import { visible } from '../shared/visible';
import { writeOut } from './output';

const HEADINGS = ['PID', 'NAME', 'NETWORK', 'PROBES', 'USER', 'DATA DIRECTORY', 'BINARY'];

/** Prints a table of running nodes. @throws UserError `no-node` */
export async function nodesCommand(): Promise<void> {
  const nodes = await findNodes();
  if (nodes.length === 0) throw noNodeFound();
  await writeOut(table([HEADINGS, ...nodes.map(cells)]));
}

function cells(node: TraceableNode): string[] {
  const probes = node.probesKnown ? `${node.probes.length || 'none'}` : 'hidden';
  const { pid, name, network, user, dataDirectory, binary } = node;
  const place = dataDirectory === '' ? '-' : dataDirectory;
  // Command lines are other users' to write.
  return [`${pid}`, name, network, probes, user, place, binary].map(visible);
}

function table(rows: string[][]): string {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}
