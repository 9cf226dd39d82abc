import { lookFailed } from '../shared/errors/targetErrors';
import type { ElfProbes } from './elfProbes';
import {
  processKey,
  type Answer,
  type FileIdentity,
  type NodeConnections,
  type ProcessFacts,
  type ProcessGlance,
  type Request,
} from './processReader/protocol';
import { ReaderHung, ReaderProcess } from './processReader/readerProcess';

/** A process that looks like a node, but cannot be read. */
export interface Unread {
  process: ProcessGlance;
  /** A clause: `it does not answer`. */
  reason: string;
}

export interface Reading {
  nodes: ProcessFacts[];
  unread: Unread[];
  /** There are more processes than could be read. */
  partial: boolean;
}

/** Milliseconds for all of it. What was read by then is returned. */
const PATIENCE = 12_000;
/** Processes of one user that may hang a reader, before all of that user's are passed over. */
const MOST_HUNG = 2;
/** The same limit for ourselves and root, whom we trust not to do this on purpose. */
const MOST_HUNG_TRUSTED = 8;
/** Milliseconds that a process which hung a reader is passed over, once that reader is gone. */
const GRUDGE = 60_000;

const reader = new ReaderProcess();
/** Processes whose reading did not end, by {@link processKey}. */
const hung = new Map<string, { uid: number; until: number }>();
/** One request at a time. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Reads every process, or those that are named, but never in this process, where a file that
 * another user controls could block it.
 * @param options.any Also read processes that are not nodes.
 * @throws UserError `look-failed`
 */
export function readProcesses(
  proc: string,
  options: { pids?: number[]; any?: true } = {},
): Promise<Reading> {
  return inTurn(() => readAll({ kind: 'nodes', proc, ...options, skip: [], skipUsers: [] }));
}

/** What reading a file that somebody names comes to. */
export type FileReading =
  | ({ kind: 'probes' } & ElfProbes)
  /** `code` is the system's, where it is the system that refuses. */
  | { kind: 'refused'; reason: string; code?: string };

/** The probes of an executable. @throws UserError `look-failed` */
export function readFileProbes(path: string): Promise<FileReading> {
  return inTurn(async () => {
    const found: ElfProbes = { names: [], unusual: [] };
    const last = await askPatiently({ kind: 'file', path }, (answer) => {
      if (answer.kind === 'file') Object.assign(found, answer);
    });
    if (!last) return { kind: 'refused', reason: 'reading it takes too long' };
    if (last.kind === 'done') return { ...found, kind: 'probes' };
    return last;
  });
}

/** What is at a path now; undefined where that cannot be told. @throws UserError `look-failed` */
export function readIdentity(path: string): Promise<FileIdentity | undefined> {
  return inTurn(async () => {
    let file: FileIdentity | undefined;
    await askPatiently({ kind: 'identity', path }, (answer) => {
      if (answer.kind === 'identity') file = answer.file;
    });
    return file;
  });
}

/** How processes are connected: of those that answer. @throws UserError `look-failed` */
export function readConnections(proc: string, pids: number[]): Promise<NodeConnections[]> {
  return inTurn(async () => {
    const found: NodeConnections[] = [];
    await askPatiently({ kind: 'connections', proc, pids }, (answer) => {
      if (answer.kind === 'connections') found.push(answer.of);
    });
    return found;
  });
}

/**
 * @param onHung Called with when the reader will be gone, instead of an answer.
 * @returns undefined when the reader hung.
 */
async function askPatiently(
  request: Request,
  take: (answer: Answer) => void,
  onHung: (gone: Promise<unknown>) => void = () => undefined,
) {
  try {
    return await reader.ask(request, take);
  } catch (error) {
    if (!(error instanceof ReaderHung)) throw error;
    onHung(error.gone);
    return undefined;
  }
}

async function readAll(request: Extract<Request, { kind: 'nodes' }>): Promise<Reading> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    for (const [key, { until: end }] of hung) if (end < Date.now()) hung.delete(key);
    const reading: Reading = { nodes: [], unread: [], partial: true };
    let last: ProcessGlance | undefined;
    const end = await askPatiently(
      { ...request, skip: [...hung.keys()], skipUsers: usersToSkip() },
      (answer) => {
        if (answer.kind === 'at') last = answer.process;
        if (answer.kind === 'node') reading.nodes.push(answer.node);
        if (answer.kind === 'unread') reading.unread.push(answer);
      },
      (gone) => last && resent(last, gone),
    );
    if (end?.kind === 'refused') throw lookFailed(end.reason);
    if (end) return sorted({ ...reading, partial: end.partial });
    if (!last) throw lookFailed('the kernel does not answer');
    if (Date.now() < until) continue;
    if (last.likely) reading.unread.push({ process: last, reason: 'it does not answer' });
    return sorted(reading);
  }
}

/** This keeps any user from accumulating more than a few readers that cannot even be killed. */
function resent(process: ProcessGlance, gone: Promise<unknown>): void {
  const entry = { uid: process.uid, until: Infinity };
  hung.set(processKey(process), entry);
  void gone.then(() => (entry.until = Date.now() + GRUDGE));
}

function usersToSkip(): number[] {
  const times = new Map<number, number>();
  for (const { uid } of hung.values()) times.set(uid, (times.get(uid) ?? 0) + 1);
  const trusted = (uid: number) => uid === 0 || uid === process.getuid!();
  const most = (uid: number) => (trusted(uid) ? MOST_HUNG_TRUSTED : MOST_HUNG);
  return [...times].flatMap(([uid, count]) => (count >= most(uid) ? uid : []));
}

function sorted(reading: Reading): Reading {
  reading.nodes.sort((a, b) => a.pid - b.pid);
  return reading;
}

function inTurn<T>(act: () => Promise<T>): Promise<T> {
  const result = turn.then(act);
  turn = result.catch(() => undefined);
  return result;
}
