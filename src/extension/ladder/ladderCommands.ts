import * as vscode from 'vscode';
import { mentionedHashes } from '../../bitcoin/mentionedHashes';
import type { TextFormat } from '../../capture/export/exporter';
import { hexFormat } from '../../capture/export/formats/hexFormat';
import { jsonArrayFormat } from '../../capture/export/formats/jsonArrayFormat';
import { textFormat } from '../../capture/export/formats/textFormat';
import { isOtherPeers } from '../../capture/index/peerTable';
import {
  COLUMN_NAMES,
  OPTIONAL_COLUMNS,
  type LadderPeer,
  type LadderQuery,
  type OptionalColumn,
} from '../../shared/webview/ladderProtocol';
import { formatCount, plural } from '../../shared/text/quantity';
import type { Dialogs, PickItem } from '../host/dialogs';
import { reportError } from '../host/errorReport';
import { LADDER_COMMANDS, type FollowedHash } from '../host/ids';
import { namePeer } from '../host/namePeer';
import type { PeerNames } from '../host/peerNames';
import { copyRows } from './copyRows';
import { exportLadder } from './exportLadder';
import type { LadderMemory } from './ladderMemory';
import type { OpenLadder } from './openLadder';

/** Hashes of one message that are offered to be followed. */
const MOST_HASHES = 200;

type LadderCommand = (typeof LADDER_COMMANDS)[keyof typeof LADDER_COMMANDS];

export interface LadderCommandsDependencies {
  /** The ladder in front. */
  active(): OpenLadder | undefined;
  names: PeerNames;
  dialogs: () => Dialogs;
  /** Shows what concerns a transaction or block, of all peers. */
  follow(followed: FollowedHash): Promise<void>;
}

/** The commands of a ladder's context menu; the palette has them too. */
export function registerLadderCommands(deps: LadderCommandsDependencies): vscode.Disposable {
  const handlers: Record<LadderCommand, (ladder: OpenLadder) => unknown> = {
    [LADDER_COMMANDS.copyAsText]: (ladder) => copy(ladder, textFormat, deps.dialogs()),
    [LADDER_COMMANDS.copyAsHex]: (ladder) => copy(ladder, hexFormat, deps.dialogs()),
    [LADDER_COMMANDS.copyAsJson]: (ladder) => copy(ladder, jsonArrayFormat, deps.dialogs()),
    [LADDER_COMMANDS.filterByPeer]: (ladder) => {
      const peer = peerOf(ladder);
      if (peer) filterBy(ladder, 'peer', String(peer.peer));
    },
    [LADDER_COMMANDS.filterByType]: (ladder) => {
      const { row } = ladder.selection;
      const type = row === undefined ? '' : ladder.recording.capture.index.messageType(row);
      if (type !== '') filterBy(ladder, 'type', type);
    },
    [LADDER_COMMANDS.followHash]: async (ladder) => {
      const hash = await chooseHash(ladder, deps.dialogs());
      const capture = ladder.recording.capture.path;
      if (hash !== undefined) await deps.follow({ capture, hash });
    },
    [LADDER_COMMANDS.setTimeZero]: (ladder) => {
      const { row } = ladder.selection;
      if (row === undefined) return;
      const { recording } = ladder;
      const wallUs = recording.wallUs(recording.capture.index.timeNs(row));
      ladder.page.notify('setZero', { wallUs });
    },
    [LADDER_COMMANDS.aliasPeer]: (ladder) => nameSelectedPeer(ladder, deps.names),
    [LADDER_COMMANDS.mutePeer]: (ladder) => {
      const peer = peerOf(ladder);
      const { query } = ladder.session;
      if (peer) change(ladder, { muted: [...query.muted, peer] });
    },
    [LADDER_COMMANDS.exportLadder]: (ladder) =>
      exportLadder(ladder, selectedRows(ladder), deps.dialogs()),
  };
  return vscode.Disposable.from(
    ...Object.entries(handlers).map(([id, handler]) =>
      vscode.commands.registerCommand(id, async () => {
        const ladder = deps.active();
        if (!ladder) return;
        try {
          await handler(ladder);
        } catch (error) {
          await reportError(error, deps.dialogs());
        }
      }),
    ),
  );
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

async function copy(ladder: OpenLadder, format: TextFormat, dialogs: Dialogs): Promise<void> {
  const rows = selectedRows(ladder);
  const { text, count } = await copyRows(ladder.recording.capture, rows, format);
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

/** Narrows what is shown by one term, in place of one of its kind. */
function filterBy(ladder: OpenLadder, key: 'peer' | 'type', value: string): void {
  const { filter } = ladder.session.query;
  const others = filter.replace(new RegExp(`(^|\\s)${key}:\\S+`, 'g'), '').trim();
  const term = `${key}:${/^[\w-]+$/.test(value) ? value : JSON.stringify(value)}`;
  change(ladder, { filter: others === '' ? term : `${others} ${term}` });
}

function change(ladder: OpenLadder, part: Partial<LadderQuery>): void {
  ladder.session.ask({ ...ladder.session.query, ...part });
}

/** One that the message names, as the filter language has it. */
async function chooseHash(ladder: OpenLadder, dialogs: Dialogs): Promise<string | undefined> {
  const { row } = ladder.selection;
  if (row === undefined) return undefined;
  const { capture } = ladder.recording;
  const messageType = capture.index.messageType(row);
  const payload = await capture.payload(row);
  const found = mentionedHashes(messageType, payload, MOST_HASHES);
  const unique = [...new Map(found.map((each) => [each.hash, each])).values()];
  // The ids of one transaction: some peers name it by this one, some by the other.
  if (unique.length === 1 || (messageType === 'tx' && unique.length > 0))
    return unique.map(({ hash }) => hash).join('|');
  return dialogs.pick(
    'Follow Transaction or Block',
    unique.length === 0 ? 'This message names none' : 'Which one?',
    unique.map(({ kind, hash }) => ({ label: hash, group: kind, value: hash })),
  );
}

async function nameSelectedPeer(ladder: OpenLadder, names: PeerNames): Promise<void> {
  const { row } = ladder.selection;
  if (row === undefined) return;
  const { index } = ladder.recording.capture;
  const identity = index.peers[index.peer(row)]!;
  if (!isOtherPeers(identity)) await namePeer(identity, names);
}
