import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { assertNever } from '../../shared/assertNever';
import { readProbes } from '../elfProbes';
import { errnoText } from '../../shared/text/errnoText';
import { identityOf, NodeProcesses, statOf } from '../nodeProcess';
import { glance, glanceAll, threadGroup } from './glance';
import { connectionsOf } from './tcpConnections';
import { processKey, type Answer, type Request } from './protocol';

/*
 * A process of its own, without privileges, that reads what other users control: a file of theirs may
 * block for ever, and then the client kills this process and goes on. It asks the kernel one thing
 * after the other, and says beforehand of which process.
 */

const STDOUT = 1;
/** Nodes that are reported at once. */
const MOST_NODES = 256;
/** Milliseconds for all of them: each may take as long as the client has patience for one. */
const MOST_TIME = 8000;

function answer(line: Answer): void {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  for (let written = 0; written < bytes.length;) written += writeSync(STDOUT, bytes, written);
}

const readers = new Map<string, NodeProcesses>();

function tellNodes(request: Extract<Request, { kind: 'nodes' }>): void {
  const { proc, pids, any = false } = request;
  const reader = readers.get(proc) ?? new NodeProcesses(proc);
  readers.set(proc, reader);
  const { processes, partial } = pids
    ? {
        processes: pids.flatMap((pid) => glance(threadGroup(pid, proc), proc) ?? []),
        partial: false,
      }
    : glanceAll(proc);
  const skip = new Set(request.skip);
  const skipUsers = new Set(request.skipUsers);
  const until = Date.now() + MOST_TIME;
  let told = 0;
  for (const process of processes) {
    if (told === MOST_NODES || Date.now() > until) {
      answer({ kind: 'done', partial: true });
      return;
    }
    if (skip.has(processKey(process)) || skipUsers.has(process.uid)) {
      if (!process.likely && !any) continue;
      answer({
        kind: 'unread',
        process,
        reason: 'it, or another process of the same user, does not answer',
      });
      told++;
      continue;
    }
    answer({ kind: 'at', process });
    try {
      const node = reader.inspect(process, any);
      if (!node) continue;
      answer({ kind: 'node', node });
    } catch (error) {
      if (!process.likely && !any) continue;
      answer({ kind: 'unread', process, reason: errnoText(error) });
    }
    told++;
  }
  answer({ kind: 'done', partial });
}

function handle(request: Request): void {
  switch (request.kind) {
    case 'nodes':
      tellNodes(request);
      return;
    case 'file':
      answer({ kind: 'file', ...readProbes(request.path) });
      break;
    case 'identity': {
      const file = statOf(request.path);
      if (file) answer({ kind: 'identity', file: identityOf(file) });
      break;
    }
    case 'connections':
      for (const pid of request.pids)
        answer({ kind: 'connections', of: connectionsOf(pid, request.proc) });
      break;
    default:
      assertNever(request);
  }
  answer({ kind: 'done', partial: false });
}

createInterface({ input: process.stdin }).on('line', (line) => {
  try {
    handle(JSON.parse(line) as Request);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    answer({ kind: 'refused', reason: errnoText(error), ...(code !== undefined && { code }) });
  }
});
// The client is gone.
process.stdin.on('end', () => process.exit());
