import * as vscode from 'vscode';
import { hexFormat } from '../../capture/export/formats/hexFormat';
import { jsonArrayFormat } from '../../capture/export/formats/jsonArrayFormat';
import { textFormat } from '../../capture/export/formats/textFormat';
import { isOtherPeers } from '../../capture/index/peerTable';
import {
  COLUMN_NAMES,
  OPTIONAL_COLUMNS,
  PAGE_ACTIONS,
  PAGE_COMMANDS,
  type LadderPeer,
  type LadderQuery,
  type OptionalColumn,
  type PageAction,
  type PageCommand,
} from '../../shared/webview/ladderProtocol';
import { formatCount, plural } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import type { Dialogs, PickItem } from '../host/dialogs';
import { reportError } from '../host/errorReport';
import { LADDER_COMMANDS, type FollowedHash } from '../host/ids';
import { chooseBookmark, editBookmark, setBookmark, stepBookmark } from './bookmarkCommands';
import type { BookmarkMemory } from './bookmarkMemory';
import { copyPython } from './copyPython';
import { copyRows } from './copyRows';
import { exportLadder } from './exportLadder';
import { excluded, narrowed, type FilterTerm } from './filterTerms';
import { askForHash, chooseHash } from './followHash';
import type { LadderMemory } from './ladderMemory';
import type { OpenLadder } from './openLadder';

type CommandName = keyof typeof LADDER_COMMANDS;

export interface LadderCommandsDependencies {
  /** The ladder in front. */
  active(): OpenLadder | undefined;
  /** Path of the capture on screen, for who is in no ladder. */
  capture(): string | undefined;
  memory: LadderMemory;
  bookmarks: BookmarkMemory;
  dialogs: () => Dialogs;
  /** Shows what concerns a transaction or block, of all peers. */
  follow(followed: FollowedHash): Promise<void>;
}

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
      if (name === 'followHash') await follow(ladder, deps);
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

type HostCommand = Exclude<CommandName, PageAction | 'followHash'>;

function handlersOf({
  dialogs,
  memory,
  bookmarks,
}: LadderCommandsDependencies): Record<HostCommand, (ladder: OpenLadder) => unknown> {
  const goToPair = (end: 'request' | 'answer') => (ladder: OpenLadder) => {
    const { row } = ladder.selection;
    const other = row === undefined ? undefined : ladder.session.pairOf(row)[end];
    if (other !== undefined) ladder.page.notify('goTo', { row: other });
    else void dialogs().inform(`This row has no ${end}.`, []);
  };
  const byFilter =
    (work: typeof narrowed, key: FilterTerm['key']) =>
    async (ladder: OpenLadder): Promise<void> => {
      const value = await valueOf(ladder, key, dialogs());
      if (value === undefined) return;
      // Hashes may be several, which are written as they are.
      const { filter } = ladder.session.query;
      change(ladder, { filter: work(filter, { key, value }) });
    };
  const step = (by: 1 | -1) => (ladder: OpenLadder) => {
    if (!stepBookmark(ladder, by)) void dialogs().inform('No row in view has a bookmark.', []);
  };
  return {
    inspectRow: ({ session, selection: { row } }) => row !== undefined && session.inspect(row),
    goToRequest: goToPair('request'),
    goToAnswer: goToPair('answer'),
    copyAsText: (ladder) => copy(ladder, (...rows) => copyRows(...rows, textFormat), dialogs()),
    copyAsHex: (ladder) => copy(ladder, (...rows) => copyRows(...rows, hexFormat), dialogs()),
    copyAsJson: (ladder) =>
      copy(ladder, (...rows) => copyRows(...rows, jsonArrayFormat), dialogs()),
    copyAsPython: (ladder) => copy(ladder, copyPython, dialogs()),
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
    filterByPeer: byFilter(narrowed, 'peer'),
    filterByType: byFilter(narrowed, 'type'),
    filterByHash: byFilter(narrowed, 'hash'),
    excludePeer: byFilter(excluded, 'peer'),
    excludeType: byFilter(excluded, 'type'),
    setTimeZero: (ladder) => {
      const { row } = ladder.selection;
      if (row === undefined) return;
      const { recording } = ladder;
      const wallUs = recording.wallUs(recording.capture.index.timeNs(row));
      ladder.page.notify('setZero', { wallUs });
    },
    aliasPeer: (ladder) => nameAPeer(ladder, memory),
    mutePeer: (ladder) => {
      const peer = peerOf(ladder);
      const { query } = ladder.session;
      if (ladder.session.isOfOnePeer)
        void dialogs().inform(
          'This ladder has no other peer: without it nothing would be left.',
          [],
        );
      else if (peer) change(ladder, { muted: [...query.muted, peer] });
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

function openFile(path: string): void {
  void vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path));
}

function isAction(name: CommandName): name is PageAction {
  return (PAGE_ACTIONS as readonly string[]).includes(name);
}

function isOfPage(name: CommandName): name is PageAction | Exclude<PageCommand, 'checkSetup'> {
  return isAction(name) || (PAGE_COMMANDS as readonly string[]).includes(name);
}

/** From the palette also where no ladder is in front. */
async function follow(
  ladder: OpenLadder | undefined,
  deps: LadderCommandsDependencies,
): Promise<void> {
  const capture = ladder?.recording.capture.path ?? deps.capture();
  if (capture === undefined) return;
  const hash = await askForHash(ladder, deps.dialogs());
  if (hash !== undefined) await deps.follow({ capture, hash });
}

/** What a term about the row has. */
async function valueOf(
  ladder: OpenLadder,
  key: FilterTerm['key'],
  dialogs: Dialogs,
): Promise<string | undefined> {
  const { row } = ladder.selection;
  if (row === undefined) return undefined;
  if (key === 'hash') return chooseHash(ladder, 'Filter by Transaction or Block', dialogs);
  if (key === 'peer') return peerOf(ladder)?.peer.toString();
  return ladder.recording.capture.index.messageType(row) || undefined;
}

/** Lets the user choose among saved filters, save this one, or forget one. */
export async function chooseFilter(
  ladder: OpenLadder,
  query: LadderQuery,
  memory: LadderMemory,
  dialogs: Dialogs,
): Promise<void> {
  const { filters } = memory;
  const current = query.filter.trim();
  const items: PickItem<() => void>[] = filters.map((filter) => ({
    label: filter,
    group: 'Saved filters',
    value: () => change(ladder, { filter }),
  }));
  if (current !== '' && !filters.includes(current))
    items.push({
      label: `Save “${current}”`,
      group: 'This filter',
      value: () => memory.saveFilter(current),
    });
  for (const filter of filters)
    items.push({
      label: `Forget “${filter}”`,
      group: 'Forget',
      value: () => memory.forgetFilter(filter),
    });
  const chosen = await dialogs.pick(
    'Saved Filters',
    'Write a filter first, then save it here',
    items,
  );
  chosen?.();
}

/** Lets the user choose which columns are shown; the lifelines are always there. */
export async function chooseColumns(
  ladder: OpenLadder,
  hidden: readonly OptionalColumn[],
  dialogs: Dialogs,
): Promise<void> {
  const items = OPTIONAL_COLUMNS.map((value) => ({
    label: COLUMN_NAMES[value],
    group: 'Shown beside the lifelines',
    value,
    picked: !hidden.includes(value),
  }));
  const chosen = await dialogs.pickMany('Columns', 'Which columns are shown', items);
  if (!chosen) return;
  const left = OPTIONAL_COLUMNS.filter((column) => !chosen.includes(column));
  ladder.page.notify('setColumns', { hidden: left });
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

async function nameAPeer(ladder: OpenLadder, memory: LadderMemory): Promise<void> {
  const { row } = ladder.selection;
  if (row === undefined) return;
  const { index } = ladder.recording.capture;
  const identity = index.peers[index.peer(row)]!;
  if (isOtherPeers(identity)) return;
  const { address } = identity;
  const alias = await vscode.window.showInputBox({
    title: `Name of ${visible(address)}`,
    prompt: 'Shown in place of the address; leave it empty for none',
    value: memory.aliasOf(address) ?? '',
  });
  if (alias !== undefined) memory.setAlias(address, alias.trim());
}
