import * as vscode from 'vscode';
import { mentionedHashes } from '../../bitcoin/mentionedHashes';
import type { TextFormat } from '../../capture/export/exporter';
import { hexFormat } from '../../capture/export/formats/hexFormat';
import { jsonArrayFormat } from '../../capture/export/formats/jsonArrayFormat';
import { textFormat } from '../../capture/export/formats/textFormat';
import { isOtherPeers } from '../../capture/index/peerTable';
import { narrow } from '../../capture/query/narrow';
import {
  COLUMN_NAMES,
  COLUMNS,
  type Column,
  type LadderPeer,
  type LadderQuery,
} from '../../shared/webview/ladderProtocol';
import { formatCount, plural } from '../../shared/text/quantity';
import type { Dialogs } from '../host/dialogs';
import { reportError } from '../host/errorReport';
import { LADDER_COMMANDS, type FollowedHash } from '../host/ids';
import type { PeerNames } from '../host/peerNames';
import { copyRows } from './copyRows';
import { exportLadder } from './exportLadder';
import { namePeerOf } from './headCommands';
import type { FilterMemory } from './filterMemory';
import { mutePeer } from './mutePeer';
import type { OpenLadder } from './openLadder';
import { chooseFilter } from './savedFilters';

/** Hashes of one message that are offered to be followed. */
const MOST_HASHES = 200;

type LadderCommand = (typeof LADDER_COMMANDS)[keyof typeof LADDER_COMMANDS];

export interface LadderCommandsDependencies {
  /** The ladder in front. */
  active(): OpenLadder | undefined;
  names: PeerNames;
  filters: FilterMemory;
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
    [LADDER_COMMANDS.savedFilters]: (ladder) =>
      chooseFilter(ladder.session, deps.filters, deps.dialogs()),
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
    [LADDER_COMMANDS.markTime]: (ladder) => {
      const { row } = ladder.selection;
      if (row === undefined) return;
      const { recording } = ladder;
      const wallUs = recording.wallUs(recording.capture.index.timeNs(row));
      ladder.page.notify('setMark', { row, wallUs });
    },
    [LADDER_COMMANDS.aliasPeer]: async (ladder) => {
      const peer = peerOf(ladder);
      if (peer) await namePeerOf(ladder, peer, deps.names);
    },
    [LADDER_COMMANDS.mutePeer]: async (ladder) => {
      const peer = peerOf(ladder);
      if (peer) await mutePeer(ladder, peer, deps.dialogs());
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

function filterBy(ladder: OpenLadder, key: 'peer' | 'type', value: string): void {
  change(ladder, { filter: narrow(ladder.session.query.filter, key, value) });
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
