import * as vscode from 'vscode';
import { LONGEST_NOTE } from '../../capture/store/bookmarks';
import { UserError } from '../../shared/errors/userError';
import { localTime } from '../../shared/text/dateText';
import { formatCount } from '../../shared/text/quantity';
import type { Dialogs } from '../host/dialogs';
import type { BookmarkMemory } from './bookmarkMemory';
import type { OpenLadder } from './openLadder';
import { Summaries } from '../../capture/query/summaries';

/** Asks for a note on the row, with the one that it has; an empty one takes the bookmark away. @throws UserError */
export async function editBookmark(
  ladder: OpenLadder,
  memory: BookmarkMemory,
  dialogs: Dialogs,
): Promise<void> {
  const { row } = ladder.selection;
  if (row === undefined) return;
  const { capture } = ladder.recording;
  const old = capture.bookmarks.textOf(row);
  const note = await vscode.window.showInputBox({
    title: old === undefined ? 'Bookmark' : 'Bookmark (leave it empty to take it away)',
    prompt: `A note on row ${formatCount(row + 1)}`,
    value: old ?? (await proposal(ladder, row)),
    validateInput: (text) =>
      text.length > LONGEST_NOTE ? `At most ${LONGEST_NOTE} characters` : undefined,
  });
  if (note !== undefined) await setBookmark(ladder, row, note.trim(), memory, dialogs);
}

/** @param text Empty to take it away. @throws UserError */
export async function setBookmark(
  { recording: { capture } }: OpenLadder,
  row: number,
  text: string,
  memory: BookmarkMemory,
  dialogs: Dialogs,
): Promise<void> {
  if (text === (capture.bookmarks.textOf(row) ?? '')) return;
  try {
    await capture.bookmark(row, text);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'bookmark-not-kept') throw error;
    memory.remember(capture, row, text);
    // Nothing waits for the notification to be closed.
    void dialogs.warn(error.toString(), []);
  }
}

/** To the next or previous bookmark that the filter leaves, in a circle. @returns Whether there is one. */
export function stepBookmark(ladder: OpenLadder, by: 1 | -1): boolean {
  const { session, selection, recording, page } = ladder;
  const rows = recording.capture.bookmarks.all
    .map(({ row }) => row)
    .filter((row) => session.isShown(row));
  const at = selection.row ?? -1;
  const next =
    by > 0
      ? (rows.find((row) => row > at) ?? rows[0])
      : (rows.findLast((row) => row < at) ?? rows.at(-1));
  if (next === undefined) return false;
  page.notify('goTo', { row: next });
  return true;
}

/** Lets the user choose one to go to. */
export async function chooseBookmark(ladder: OpenLadder, dialogs: Dialogs): Promise<void> {
  const { recording, page } = ladder;
  const { bookmarks, index } = recording.capture;
  const all = bookmarks.all;
  const summaries = await new Summaries(recording.capture).of(all.map(({ row }) => row));
  const chosen = await dialogs.pick(
    'Bookmarks',
    all.length === 0 ? 'None yet: “b” on a row makes one' : 'Go to which one?',
    all.map(({ row, text }) => ({
      label: text,
      icon: 'bookmark',
      description: localTime(recording.wallUs(index.timeNs(row)) / 1000),
      detail: [`row ${formatCount(row + 1)}`, index.messageType(row), summaries.get(row) ?? '']
        .filter(Boolean)
        .join(' '),
      group: 'Bookmarks',
      value: row,
    })),
  );
  if (chosen !== undefined) page.notify('goTo', { row: chosen });
}

/** What the row says, to begin with. */
async function proposal(ladder: OpenLadder, row: number): Promise<string> {
  const { capture } = ladder.recording;
  const text = (await new Summaries(capture).of([row])).get(row) ?? '';
  return `${capture.index.messageType(row)} ${text}`.trim().slice(0, 60);
}
