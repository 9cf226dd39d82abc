import type { LadderSource } from '../../shared/webview/ladderProtocol';
import { sourceOfState } from './ladderSource';

/** Where the open ladders of a window are kept. */
export const OPEN_LADDERS = 'ladder.open';

/** Where the files are kept whose editors are open in a window. */
export const OPEN_FILES = 'ladder.files';

export interface KeptLadder {
  /** Of its tab. */
  title: string;
  source: LadderSource;
  filter: string;
}

/** @param kept By any version. */
export function readOpenLadders(kept: unknown): KeptLadder[] {
  if (!Array.isArray(kept)) return [];
  return kept.flatMap((each: Partial<Record<keyof KeptLadder, unknown>> | null) => {
    const { title, filter } = each ?? {};
    const source = sourceOfState(each);
    if (typeof title !== 'string' || typeof filter !== 'string' || !source) return [];
    return [{ title, source, filter }];
  });
}

/** A file whose editor is open. */
export interface KeptFile {
  /** Absolute. */
  path: string;
  /** Missing where an earlier version kept it. */
  filter?: string;
}

/** @param kept By any version. */
export function readOpenFiles(kept: unknown): KeptFile[] {
  if (!Array.isArray(kept)) return [];
  return kept.flatMap((each: string | Partial<Record<keyof KeptFile, unknown>> | null) => {
    if (typeof each === 'string') return [{ path: each }];
    const { path, filter } = each ?? {};
    return typeof path === 'string' && typeof filter === 'string' ? [{ path, filter }] : [];
  });
}
