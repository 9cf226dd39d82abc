import * as vscode from 'vscode';
import type { TextFormat } from '../../capture/export/exporter';
import { hexFormat } from '../../capture/export/formats/hexFormat';
import { jsonArrayFormat } from '../../capture/export/formats/jsonArrayFormat';
import { textFormat } from '../../capture/export/formats/textFormat';
import { isOtherPeers } from '../../capture/index/peerTable';
import { narrow } from '../../capture/query/narrow';
import {
  COLUMN_NAMES,
  COLUMNS,
  PAGE_ACTIONS,
  PAGE_COMMANDS,
  type LadderPeer,
  type LadderQuery,
  type Column,
  type PageAction,
  type PageCommand,
} from '../../shared/webview/ladderProtocol';
import { formatCount, plural } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import type { Dialogs } from '../host/dialogs';
import { reportError } from '../host/errorReport';
import { COMMANDS, LADDER_COMMANDS, type FollowedHash } from '../host/ids';
import type { PeerNames } from '../host/peerNames';
import { chooseBookmark, editBookmark, setBookmark, stepBookmark } from './bookmarkCommands';
import type { BookmarkMemory } from './bookmarkMemory';
import { copyPython } from './copyPython';
import { copyRedacted, copyRows } from './copyRows';
import { exportLadder } from './exportLadder';
import { openFile } from '../host/openFile';
import { chooseRule } from './findingsList';
import { askForHash, chooseHash } from './followHash';
import type { FilterMemory } from './filterMemory';
import { namePeerOf } from './headCommands';
import { mutePeer } from './mutePeer';
import type { OpenLadder } from './openLadder';
import { chooseFilter } from './savedFilters';

type CommandName = keyof typeof LADDER_COMMANDS;

export interface LadderCommandsDependencies {
  /** The ladder in front. */
  active(): OpenLadder | undefined;
  /** Path of the capture on screen, for who is in no ladder. */
  capture(): string | undefined;
  names: PeerNames;
  filters: FilterMemory;
  bookmarks: BookmarkMemory;
  dialogs: () => Dialogs;
  /** Shows what concerns a transaction or block, of all peers. */
  follow(followed: FollowedHash): Promise<void>;
  /** Shows a capture, of all peers. */
  showAll(capture: string): Promise<OpenLadder>;
}

/** What a term about a row may be of. */
type FilterKey = 'peer' | 'type' | 'hash';

/** An argument of the keybindings in package.json: a key means nothing where the user writes. */
interface ByKey {
  byKey?: boolean;
}

/** The commands of a ladder's menus and keys; the palette has them too. */
export function registerLadderCommands(deps: LadderCommandsDependencies): vscode.Disposable {
  const handlers = handlersOf(deps);
  const run = async (name: CommandName, by: ByKey | undefined): Promise<void> => {
    const ladder = deps.active();
    const { page } = ladder ?? {};
    if (page && by?.byKey === true && isOfPage(name)) {
      page.notify('act', { action: name, byKey: true });
      return;
    }
    try {
      // The palette says nothing of a row; menus and keys do.
      if (name === 'followHash') await follow(ladder, by !== undefined, deps);
      else if (name === 'showFindings') await showFindings(ladder, deps);
      else if (page && isAction(name)) page.notify('act', { action: name, byKey: false });
      else if (ladder && !isAction(name)) await handlers[name](ladder);
    } catch (error) {
      await reportError(error, deps.dialogs());
    }
  };
  return vscode.Disposable.from(
    ...Object.entries(LADDER_COMMANDS).map(([name, id]) =>
      vscode.commands.registerCommand(id, (by?: ByKey) => run(name as CommandName, by)),
    ),
  );
}

type HostCommand = Exclude<CommandName, PageAction | 'followHash' | 'showFindings'>;

function handlersOf({
  dialogs,
  names,
  filters,
  bookmarks,
}: LadderCommandsDependencies): Record<HostCommand, (ladder: OpenLadder) => unknown> {
  const goToPair = (end: 'request' | 'answer') => (ladder: OpenLadder) => {
    const { row } = ladder.selection;
    const other = row === undefined ? undefined : ladder.session.pairOf(row)[end];
    if (other !== undefined) ladder.page.notify('goTo', { row: other });
    else void dialogs().inform(`This row has no ${end}.`, []);
  };
  const byFilter =
    (key: FilterKey, exclude = false) =>
    async (ladder: OpenLadder): Promise<void> => {
      const value = await valueOf(ladder, key, dialogs());
      if (value === undefined) return;
      const { filter } = ladder.session.query;
      change(ladder, { filter: narrow(filter, key, value, exclude) });
    };
  const step = (by: 1 | -1) => (ladder: OpenLadder) => {
    if (!stepBookmark(ladder, by)) void dialogs().inform('No row in view has a bookmark.', []);
  };
  // What is copied is what the window shows.
  const copyAs = (format: TextFormat) => (ladder: OpenLadder) => {
    const { nameOf } = ladder.recording;
    return copy(ladder, (...rows) => copyRows(...rows, format, { nameOf }), dialogs());
  };
  return {
    goToRequest: goToPair('request'),
    goToAnswer: goToPair('answer'),
    copyAsText: copyAs(textFormat),
    copyAsHex: copyAs(hexFormat),
    copyAsJson: copyAs(jsonArrayFormat),
    copyRedacted: (ladder) => copy(ladder, copyRedacted, dialogs()),
    copyAsPython: (ladder) => copy(ladder, copyPython, dialogs()),
    hashPropagation: async (ladder) => {
      const chosen = await chooseHash(ladder, 'Show Propagation', dialogs());
      // The other ids of a transaction are found by one.
      const [hash] = chosen?.split('|') ?? [];
      const { path: capture } = ladder.recording.capture;
      if (hash !== undefined)
        await vscode.commands.executeCommand(COMMANDS.showPropagation, { capture, hash });
    },
    copyHash: async (ladder) => {
      const hash = await chooseHash(ladder, 'Copy Hash', dialogs());
      // Of the ids of a transaction the first is its txid.
      if (hash !== undefined) await vscode.env.clipboard.writeText(hash.split('|')[0]!);
    },
    copyRowAddress: async ({ recording, selection: { row } }) => {
      if (row === undefined) return;
      const { index } = recording.capture;
      const { address } = index.peers[index.peer(row)]!;
      if (address !== '') await vscode.env.clipboard.writeText(visible(address));
    },
    filterByPeer: byFilter('peer'),
    filterByType: byFilter('type'),
    filterByHash: byFilter('hash'),
    excludePeer: byFilter('peer', true),
    excludeType: byFilter('type', true),
    setTimeZero: (ladder) => {
      const { row } = ladder.selection;
      if (row === undefined) return;
      const { recording } = ladder;
      const wallUs = recording.wallUs(recording.capture.index.timeNs(row));
      ladder.page.notify('setZero', { wallUs });
    },
    markTime: (ladder) => {
      const { row } = ladder.selection;
      if (row === undefined) return;
      const { recording } = ladder;
      const wallUs = recording.wallUs(recording.capture.index.timeNs(row));
      ladder.page.notify('setMark', { row, wallUs });
    },
    savedFilters: (ladder) => chooseFilter(ladder, filters, dialogs()),
    aliasPeer: async (ladder) => {
      const peer = peerOf(ladder);
      if (peer) await namePeerOf(ladder, peer, names);
    },
    mutePeer: async (ladder) => {
      const peer = peerOf(ladder);
      if (peer) await mutePeer(ladder, peer, dialogs());
    },
    unmutePeers: (ladder) => change(ladder, { muted: [] }),
    toggleBookmark: (ladder) => editBookmark(ladder, bookmarks, dialogs()),
    removeBookmark: (ladder) => {
      const { row } = ladder.selection;
      return row === undefined ? undefined : setBookmark(ladder, row, '', bookmarks, dialogs());
    },
    nextBookmark: step(1),
    previousBookmark: step(-1),
    showBookmarks: (ladder) => chooseBookmark(ladder, dialogs()),
    exportLadder: (ladder) => exportLadder(ladder, selectedRows(ladder), dialogs(), openFile),
  };
}

function isAction(name: CommandName): name is PageAction {
  return (PAGE_ACTIONS as readonly string[]).includes(name);
}

function isOfPage(
  name: CommandName,
): name is PageAction | Exclude<PageCommand, 'checkSetup' | 'showCompactBlocks'> {
  return isAction(name) || (PAGE_COMMANDS as readonly string[]).includes(name);
}

/** From the palette also where no ladder is in front. */
async function follow(
  ladder: OpenLadder | undefined,
  isOfRow: boolean,
  deps: LadderCommandsDependencies,
): Promise<void> {
  const capture = ladder?.recording.capture.path ?? deps.capture();
  if (capture === undefined) return;
  const hash = await askForHash(ladder, isOfRow, deps.dialogs());
  if (hash !== undefined) await deps.follow({ capture, hash });
}

/** Of the ladder in front, or of all peers of what is on screen. */
async function showFindings(
  ladder: OpenLadder | undefined,
  deps: LadderCommandsDependencies,
): Promise<void> {
  const capture = deps.capture();
  const shown = ladder ?? (capture === undefined ? undefined : await deps.showAll(capture));
  const filter = shown && (await chooseRule(shown, deps.dialogs()));
  if (filter !== undefined) shown!.session.ask({ ...shown!.session.query, filter }, true);
}

/** What a term about the row has. */
async function valueOf(
  ladder: OpenLadder,
  key: FilterKey,
  dialogs: Dialogs,
): Promise<string | undefined> {
  const { row } = ladder.selection;
  if (row === undefined) return undefined;
  if (key === 'hash') return chooseHash(ladder, 'Filter by Transaction or Block', dialogs);
  if (key === 'peer') return peerOf(ladder)?.peer.toString();
  return ladder.recording.capture.index.messageType(row) || undefined;
}

/** Lets the user choose which columns are shown; without lifelines the ladder is a list. */
export async function chooseColumns(
  ladder: OpenLadder,
  shown: readonly Column[],
  dialogs: Dialogs,
): Promise<void> {
  const items = COLUMNS.map((value) => ({
    label: COLUMN_NAMES[value],
    description: value === 'lane' ? 'without them, the ladder is a list' : '',
    group: 'Columns',
    value,
    picked: shown.includes(value),
  }));
  const chosen = await dialogs.pickMany('Columns', 'Which columns are shown', items);
  if (chosen) ladder.page.notify('setColumns', { shown: chosen });
}

async function copy(
  ladder: OpenLadder,
  textOf: (
    capture: OpenLadder['recording']['capture'],
    rows: readonly number[],
  ) => Promise<{ text: string; count: number }>,
  dialogs: Dialogs,
): Promise<void> {
  const rows = selectedRows(ladder);
  const { text, count } = await textOf(ladder.recording.capture, rows);
  if (text === '') {
    // What is in the clipboard stays.
    void dialogs.inform(
      'There is nothing to copy: no row is selected, or they have no payload.',
      [],
    );
    return;
  }
  await vscode.env.clipboard.writeText(text);
  if (count < rows.length)
    // Nothing waits for the notification to be closed.
    void dialogs.inform(
      `Copied the first ${formatCount(count)} of ${plural(rows.length, 'row')}: more is too much for a clipboard. “Export Ladder” writes all of them into a file.`,
      [],
    );
}

function selectedRows({ session, selection }: OpenLadder): number[] {
  const rows = session.rowsAt(selection.from, selection.to);
  return rows.length > 0 || selection.row === undefined ? rows : [selection.row];
}

function peerOf({ recording, selection: { row } }: OpenLadder): LadderPeer | undefined {
  if (row === undefined) return undefined;
  const { index } = recording.capture;
  const { pid, peer } = index.peers[index.peer(row)]!;
  return isOtherPeers({ peer }) ? undefined : { pid, peer };
}

function change(ladder: OpenLadder, part: Partial<LadderQuery>): void {
  ladder.session.ask({ ...ladder.session.query, ...part });
}
