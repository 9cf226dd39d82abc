import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, parse } from 'node:path';
import { copyCapture, type CopyAnnotations } from '../../capture/export/copyCapture';
import { corePeersAt, placeOfPeers } from '../../capture/sources/corePeers';
import { COMPRESSED_EXTENSIONS } from '../../capture/sources/decompress';
import { SOURCE_KINDS } from '../../capture/sources/openSource';
import { placeOnDisk } from '../../capture/sources/placeName';
import { captureMoved } from '../../shared/errors/captureErrors';
import type { KeptFilter } from '../../shared/frames/annotations';
import { formatBytes, plural } from '../../shared/text/quantity';
import { askRedaction, nameSuffix, optionsOf } from '../host/askRedaction';
import type { Dialogs } from '../host/dialogs';
import { withExportProgress } from '../host/exportProgress';
import type { RecentCaptures } from './recentCaptures';
import type { Recording } from './recording';
import type { Recordings } from './recordings';
import type { Stage } from './stage';

const SAVED = { 'P2P trace': ['p2ptrace'] };
/** All that can be opened, by the names of its kinds. */
const OPENED = {
  ...Object.fromEntries(
    SOURCE_KINDS.filter(({ extensions }) => extensions.length > 0).map(({ name, extensions }) => [
      name,
      [...extensions],
    ]),
  ),
  Compressed: [...COMPRESSED_EXTENSIONS],
};

export interface CaptureDependencies {
  stage: Stage;
  recordings: Pick<Recordings, 'open'>;
  recent: RecentCaptures;
  dialogs: () => Dialogs;
  /** The filters of the user, and those by which a recording is filtered now. */
  filtersOf(recording: Recording): readonly KeptFilter[];
  /** Shows the Peers view. */
  focusPeers(): Promise<void>;
  /** Opens the view that a capture is looked at in first. */
  openFirst(recording: Recording): Promise<void>;
}

/** `Bitcoin: Open Capture…` @throws UserError */
export async function openCapture(deps: CaptureDependencies): Promise<void> {
  const question = { title: 'Open capture', action: 'Open', filters: OPENED };
  await openChosen(await deps.dialogs().openFile(question), deps);
}

/**
 * `Bitcoin: Open Core Message Capture…`: what a node with `-capturemessages` wrote, of all peers, of several or
 * of one. A dialog of Linux chooses files or directories, not both.
 * @throws UserError
 */
export async function openMessageCapture(deps: CaptureDependencies): Promise<void> {
  const question = { title: 'Open message_capture directory', action: 'Open', directory: true };
  const path = await deps.dialogs().openFile(question);
  await openChosen(path === undefined ? undefined : await choosePeers(path, deps.dialogs()), deps);
}

/** @returns The place to open; undefined when the question is dismissed. */
async function choosePeers(path: string, dialogs: Dialogs): Promise<string | undefined> {
  // What cannot be read is said when it is opened.
  const peers = await corePeersAt(path).catch(() => []);
  if (peers.length < 2) return path;
  const items = peers.map((peer) => ({
    label: peer.address,
    description: formatBytes(peer.bytes),
    group: plural(peers.length, 'peer'),
    value: peer,
    picked: true,
  }));
  const chosen = await dialogs.pickMany('Open Core Message Capture', 'Of which peers', items);
  if (!chosen || chosen.length === 0) return undefined;
  return chosen.length === peers.length ? path : placeOfPeers(chosen);
}

async function openChosen(path: string | undefined, deps: CaptureDependencies): Promise<void> {
  if (path === undefined) return;
  await showCapture(path, deps);
  deps.recent.add(path);
}

/**
 * Opens a capture of the list of those that were opened last. One whose file is gone leaves the list.
 * @throws UserError
 */
export async function openRecent(path: string, deps: CaptureDependencies): Promise<void> {
  if (!existsSync(placeOnDisk(path))) {
    deps.recent.forget(path);
    throw captureMoved(path);
  }
  await showCapture(path, deps);
  deps.recent.add(path);
}

/**
 * Puts a capture on screen: its peers, and what is looked at first. Beside a trace it is open as long as a
 * view shows it, otherwise until another one is put there.
 * @throws UserError
 */
export async function showCapture(path: string, deps: CaptureDependencies): Promise<void> {
  const { recordings, stage } = deps;
  const lease = await recordings.open(path, 'early');
  if (!stage.trace?.live) {
    await deps.focusPeers();
    stage.keep(lease);
    await deps.openFirst(lease.recording);
    return;
  }
  try {
    await deps.openFirst(lease.recording);
    stage.focus(lease.recording);
  } finally {
    lease.dispose();
  }
}

/**
 * `Bitcoin: Save Capture As…`: saves what has arrived so far of a live trace, with what the user calls its
 * peers, the filters and the notes.
 * @throws UserError
 */
export async function saveCapture(
  { recent, dialogs, filtersOf }: Pick<CaptureDependencies, 'recent' | 'dialogs' | 'filtersOf'>,
  recording: Recording | undefined,
): Promise<void> {
  if (!recording) return;
  const { capture } = recording;
  const redaction = await askRedaction(dialogs(), 'Save Capture As');
  if (redaction === undefined) return;
  const { name, ext } = parse(capture.path);
  const path = await dialogs().saveFile({
    title: 'Save capture',
    action: 'Save',
    filters: SAVED,
    path: join(homedir(), `${name}${nameSuffix(redaction)}${ext}`),
  });
  if (path === undefined) return;
  const options = optionsOf(redaction);
  const annotations = { names: namesIn(recording), filters: filtersOf(recording) };
  const saved = await withExportProgress(dialogs(), 'Saving the capture', (control) =>
    copyCapture(capture, path, control, { annotations, redaction: options }),
  );
  if (!saved) return;
  recent.add(path);
  const { size } = await stat(path);
  // What is redacted has no names and filters, and notes only where they were asked for.
  const kept = options ? '' : keptText(annotations, capture.bookmarks.all.length);
  const more = recording.tracing ? ' The trace goes on: what comes from now on is not in it.' : '';
  void dialogs().inform(
    `The capture is saved in ${path} (${formatBytes(size)})${kept}.${more}`,
    [],
  );
}

/** What the peers of a recording are called; whom else the user knows is nobody's business. */
function namesIn({ peers, nameOf }: Recording): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { identity } of peers.peers) {
    const name = nameOf(identity.address);
    if (name !== undefined) names.set(identity.address, name);
  }
  return names;
}

/** `, with 2 peer names and 1 filter`: whoever gives the file away should know. */
function keptText({ names, filters }: CopyAnnotations, notes: number): string {
  const parts = [
    names.size > 0 ? plural(names.size, 'peer name') : '',
    filters.length > 0 ? plural(filters.length, 'filter') : '',
    notes > 0 ? plural(notes, 'note') : '',
  ].filter(Boolean);
  if (parts.length === 0) return '';
  const last = parts.pop()!;
  return `, with ${parts.length > 0 ? `${parts.join(', ')} and ` : ''}${last}`;
}
