import * as vscode from 'vscode';
import type { Dialogs } from '../host/dialogs';
import { namedHashes } from './namedHashes';
import type { OpenLadder } from './openLadder';

const WHOLE = /^[0-9a-f]{64}$/i;

/** A transaction or block that the row names, with all ids of a transaction, as the filter language has it. */
export async function chooseHash(
  ladder: OpenLadder,
  title: string,
  dialogs: Dialogs,
): Promise<string | undefined> {
  const hashes = await hashesOf(ladder);
  if (hashes.isOne) return hashes.all.map(({ hash }) => hash).join('|');
  return dialogs.pick(
    title,
    hashes.all.length === 0 ? 'This message names none' : 'Which one?',
    hashes.all.map(({ kind, hash }) => ({ label: hash, group: kind, value: hash })),
  );
}

/**
 * What the row names, or what the user pastes.
 * @param ladder undefined where none is in front.
 * @param isOfRow The user pointed at the row: what it alone names is not asked for.
 */
export async function askForHash(
  ladder: OpenLadder | undefined,
  isOfRow: boolean,
  dialogs: Dialogs,
): Promise<string | undefined> {
  const { all, isOne } = ladder ? await hashesOf(ladder) : { all: [], isOne: false };
  const one = all.map(({ hash }) => hash).join('|');
  if (isOne && isOfRow) return one;
  if (all.length === 0) return pastedHash();
  const named = isOne
    ? [{ ...all[0]!, value: one }]
    : all.map((each) => ({ ...each, value: each.hash }));
  const paste = Symbol('paste');
  const chosen = await dialogs.pick<string | typeof paste>(
    'Follow Transaction or Block',
    'Which one?',
    [
      ...named.map(({ kind, hash, value }) => ({ label: hash, group: kind, value })),
      { label: 'Another one: paste its txid, wtxid or hash…', group: 'Another', value: paste },
    ],
  );
  return chosen === paste ? pastedHash() : chosen;
}

export async function pastedHash(): Promise<string | undefined> {
  const pasted = await vscode.window.showInputBox({
    title: 'Follow Transaction or Block',
    prompt: 'Its txid, wtxid or block hash: 64 hexadecimal digits, as Bitcoin Core shows it',
    validateInput: (text) =>
      WHOLE.test(text.trim()) ? undefined : `${text.trim().length} of 64 hexadecimal digits`,
  });
  return pasted === undefined ? undefined : pasted.trim().toLowerCase();
}

async function hashesOf({ selection: { row }, recording }: OpenLadder) {
  return row === undefined ? { all: [], isOne: false } : namedHashes(recording.capture, row);
}
