import { removeCapture } from '../../capture/store/segmentNames';
import type { StoredCapture } from '../../capture/store/storedCapture';
import { unmark } from '../../capture/store/writerMarker';
import { formatBytes } from '../../shared/text/quantity';
import type { Dialogs, PickItem } from '../host/dialogs';
import { storedTitle, timeSpan } from './captureName';
import type { Recordings } from './recordings';
import type { Spool } from './spool';

export interface RecoverDependencies {
  spool: Pick<Spool, 'captures'>;
  recordings: Pick<Recordings, 'paths'>;
  dialogs: () => Pick<Dialogs, 'pick'>;
  /** Puts a capture on screen. @throws UserError */
  open(path: string): Promise<void>;
}

/** `Bitcoin: Recover Captures…`: the captures of earlier traces that are still there, to open or to delete. */
export async function recoverCaptures(deps: RecoverDependencies): Promise<void> {
  const captures = await deps.spool.captures();
  const placeholder =
    captures.length === 0
      ? 'No trace has left a capture here'
      : 'Only the latest few are kept: open one and save it under a name of your choice to keep it';
  const items = captures.map(captureItem);
  const capture = await deps.dialogs().pick('Recover Captures', placeholder, items);
  if (!capture) return;
  const { path } = capture;
  const actions: PickItem<() => Promise<void>>[] = [
    { icon: 'folder-opened', label: 'Open', group: '', value: () => open(path, deps) },
  ];
  // A ladder may show it.
  if (!deps.recordings.paths.includes(path))
    actions.push({
      icon: 'trash',
      label: 'Delete',
      description: 'for good',
      group: '',
      value: () => removeCapture(path),
    });
  const { label, description } = captureItem(capture);
  const act = await deps.dialogs().pick(label, description ?? '', actions);
  await act?.();
}

async function open(path: string, deps: RecoverDependencies): Promise<void> {
  await deps.open(path);
  await unmark(path);
}

function captureItem(capture: StoredCapture): PickItem<StoredCapture> {
  const { hello, lastWrittenMs, size, path } = capture;
  const when = timeSpan(Number(hello.wallNs / 1_000_000n), lastWrittenMs);
  return {
    icon: 'file',
    label: storedTitle(capture),
    description: `${when} · ${formatBytes(size)}`,
    detail: path,
    group: 'Latest first',
    value: capture,
  };
}
