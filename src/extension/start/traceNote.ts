import { readAddress } from '../fleet/fleetAddress';
import type { Remembered } from './startChoices';

/** What a window leaves with the capture of its trace, for when it comes back. */
export interface TraceNote {
  /** `bitcoind · regtest` */
  title: string;
  /** What was traced. */
  choice: Remembered;
  /** The window, as far as it can be told from others: where VS Code keeps what belongs to its workspace. */
  window: string;
  /** The window ended the trace itself, as it was reloaded or closed; it was killed otherwise. */
  left: boolean;
}

export function writeNote(note: TraceNote): string {
  return JSON.stringify(note);
}

/** @param text Of any version, or cut. @returns undefined where it makes no sense. */
export function readTraceNote(text: string): TraceNote | undefined {
  try {
    const note = JSON.parse(text) as Partial<TraceNote> | null;
    if (typeof note?.title !== 'string' || typeof note.window !== 'string') return undefined;
    const { title, window, left } = note;
    const choice = choiceOf(note.choice);
    return choice && { title, window, choice, left: left === true };
  } catch {
    return undefined;
  }
}

function choiceOf(choice: Record<string, unknown> | undefined): Remembered | undefined {
  const { kind, binary, network, dataDirectory } = choice ?? {};
  if (kind === 'demo') return { kind };
  if (kind === 'fleet') return fleetOf(choice!);
  if (typeof binary !== 'string') return undefined;
  if (kind === 'binary') return { kind, binary };
  if (kind !== 'node' || typeof network !== 'string' || typeof dataDirectory !== 'string')
    return undefined;
  return { kind, binary, network, dataDirectory };
}

function fleetOf({ address, nodes }: Record<string, unknown>): Remembered | undefined {
  const known = readAddress(address);
  if (!known || !Array.isArray(nodes)) return undefined;
  const names = nodes.filter((node): node is string => typeof node === 'string');
  return { kind: 'fleet', address: known, nodes: names };
}
