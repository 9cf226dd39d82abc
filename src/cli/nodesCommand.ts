import { findNodes, type TraceableNode } from '../client/nodes';
import { binaryAdvice, binaryText } from '../client/nodeText';
import { libbpfOf } from '../client/preflight/readMachine';
import { unattachable, unattachableText } from '../client/preflight/unattachable';
import { noNodeFound } from '../shared/errors/targetErrors';
import { visible } from '../shared/text/visible';
import { say, writeOut } from './output';

const HEADINGS = ['PID', 'NAME', 'CHAIN', 'PROBES', 'USER', 'DATA DIRECTORY', 'BINARY'];

/** Prints a table of running nodes. @throws UserError `no-node` */
export async function nodesCommand(): Promise<void> {
  const nodes = await findNodes();
  if (nodes.length === 0) throw noNodeFound();
  await writeOut(table([HEADINGS, ...nodes.map(cells)]));
  const libbpf = libbpfOf(__dirname);
  for (const node of nodes) {
    for (const probe of unattachable(node.unusual ?? [], libbpf))
      say(visible(`${node.pid}: ${unattachableText(probe)}`));
    const advice =
      node.unread === undefined ? binaryAdvice(node) : `It could not be read: ${node.unread}.`;
    if (advice !== undefined) say(`${node.pid}: ${advice}`);
  }
}

function cells(node: TraceableNode): string[] {
  const { pid, name, chain, user, dataDirectory } = node;
  const directory = dataDirectory === '' ? '-' : dataDirectory;
  // Command lines are other users' to write.
  return [`${pid}`, name, chain, probes(node), user, directory, binaryText(node)].map(visible);
}

function probes(node: TraceableNode): string {
  if (node.unread !== undefined) return 'unread';
  return node.probesKnown ? `${node.probes.length || 'none'}` : 'hidden';
}

function table(rows: string[][]): string {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}
