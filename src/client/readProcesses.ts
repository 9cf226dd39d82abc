import { lookFailed } from '../shared/errors';
import type { ElfProbes } from './elfProbes';
import {
  processKey,
  type Answer,
  type FileIdentity,
  type ProcessFacts,
  type ProcessGlance,
  type Request,
} from './processReader/protocol';
import { ReaderHung, ReaderProcess } from './processReader/readerProcess';

/** A process that looks like a node, and of which nothing can be read. */
export interface Unread {
  process: ProcessGlance;
  /** A clause: `it does not answer`. */
  reason: string;
}

export interface Reading {
  nodes: ProcessFacts[];
  unread: Unread[];
  /** There is more than could be told. */
  partial: boolean;
}

/** Milliseconds for all of it. What was read by then is told. */
const PATIENCE = 12_000;
/** Times that processes of one user may hang the reader in one reading, before it passes over all of them. */
const MOST_HUNG = 2;
/** Milliseconds that a process which hung the reader is passed over. */
const GRUDGE = 60_000;

const reader = new ReaderProcess();
/** Until when, by {@link processKey}. */
const hung = new Map<string, number>();
/** One request at a time. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Reads of processes, of every one or of those named: never in this process, where a file that
 * another user controls could block it.
 * @param options.any Also of those that are not nodes.
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
    if (!last) return { kind: 'refused', reason: 'reading it takes for ever' };
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

/** @returns undefined when the reader hung. */
async function askPatiently(request: Request, take: (answer: Answer) => void) {
  try {
    return await reader.ask(request, take);
  } catch (error) {
    if (error instanceof ReaderHung) return undefined;
    throw error;
  }
}

async function readAll(request: Extract<Request, { kind: 'nodes' }>): Promise<Reading> {
  const until = Date.now() + PATIENCE;
  const byUser = new Map<number, number>();
  for (const [key, end] of hung) if (end < Date.now()) hung.delete(key);
  for (;;) {
    const reading: Reading = { nodes: [], unread: [], partial: true };
    let last: ProcessGlance | undefined;
    const skipUsers = [...byUser].flatMap(([uid, times]) => (times >= MOST_HUNG ? uid : []));
    const end = await askPatiently({ ...request, skip: [...hung.keys()], skipUsers }, (answer) => {
      if (answer.kind === 'at') last = answer.process;
      if (answer.kind === 'node') reading.nodes.push(answer.node);
      if (answer.kind === 'unread') reading.unread.push(answer);
    });
    if (end?.kind === 'refused') throw lookFailed(end.reason);
    if (end) return sorted({ ...reading, partial: end.partial });
    if (!last) throw lookFailed('the kernel does not answer');
    hung.set(processKey(last), Date.now() + GRUDGE);
    byUser.set(last.uid, (byUser.get(last.uid) ?? 0) + 1);
    if (Date.now() < until) continue;
    if (last.likely) reading.unread.push({ process: last, reason: 'it does not answer' });
    return sorted(reading);
  }
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
