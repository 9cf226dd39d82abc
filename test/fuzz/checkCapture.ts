import { noSource } from '../unit/support/noSource';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { inspectMessage } from '../../src/extension/inspector/inspection';
import { rowsDependencies } from '../../src/extension/ladder/rowsDependencies';
import { LadderRows } from '../../src/extension/ladder/ladderRows';
import { PeersElements } from '../../src/extension/peers/peersElement';
import { aboutPeer } from '../../src/extension/peers/aboutPeer';
import { LONGEST_NOTE, MOST_BOOKMARKS } from '../../src/capture/store/bookmarks';
import type { Recording } from '../../src/extension/captures/recording';
import { Recordings } from '../../src/extension/captures/recordings';
import { EVERYTHING } from '../../src/shared/webview/ladderProtocol';
import { UserError } from '../../src/shared/errors/userError';

/** Bytes beside the heap (buffers, columns) for a file of well under 1 MB. */
const MEMORY = 64 * 2 ** 20;
/** ms for one file: above it is a hang. */
const HANG = 2000;
const ROWS = 60;

/** Bytes that were in use before the first file: what shares the process has examples of its own. */
let others: number | undefined;

/**
 * A file of a stranger's: it is opened, in bounded time and memory, and all that is shown of it can be
 * asked for; or a clear error says that it is not a capture.
 * @returns Whether it was opened.
 */
export async function checkCapture(path: string, bytes: Buffer): Promise<boolean> {
  others ??= await buffersInUse(0);
  const most = others + MEMORY;
  writeFileSync(path, bytes);
  const start = performance.now();
  try {
    return await openAndLook(path);
  } catch (error) {
    throw new Error(`capture ${bytes.toString('base64')}`, { cause: error });
  } finally {
    const arrayBuffers = await buffersInUse(most);
    assert.ok(arrayBuffers < most, `${arrayBuffers - others} bytes of buffers`);
    assert.ok(performance.now() - start < HANG, `takes longer than ${HANG} ms`);
  }
}

/**
 * Bytes of buffers; garbage of earlier files may be among them only where they are fewer than `enough`. Buffers
 * are freed some time after they were collected.
 */
async function buffersInUse(enough: number): Promise<number> {
  setFlagsFromString('--expose-gc');
  for (let i = 0; i < 20 && process.memoryUsage().arrayBuffers >= enough; i++) {
    (runInNewContext('gc') as () => void)();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return process.memoryUsage().arrayBuffers;
}

async function openAndLook(path: string): Promise<boolean> {
  const recordings = new Recordings(noSource);
  try {
    const { recording } = await recordings.open(path);
    await lookAt(recording);
    return true;
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'unreadable-capture') throw error;
    return false;
  } finally {
    await recordings.close();
  }
}

async function lookAt(recording: Recording): Promise<void> {
  const elements = new PeersElements(recording);
  for (const node of elements.roots())
    for (const peer of elements.children(node, { order: 'bytes', hideClosed: false }))
      if (peer.kind === 'peer') aboutPeer(peer.peer, recording);
  const { index, bookmarks } = recording.capture;
  assert.ok(bookmarks.frames.length <= MOST_BOOKMARKS);
  for (const { row, text } of bookmarks.all)
    assert.ok(row >= index.firstRow && row < index.length && text.length <= LONGEST_NOTE);
  for (const filter of ['', 'type:inv|ping size:>100 text:a', 'lost error latency:>1ms']) {
    const rows = new LadderRows(rowsDependencies(recording, 'all'), { ...EVERYTHING, filter });
    const shown = await rows.read(0, ROWS);
    for (const { row } of shown) assert.ok(row >= 0 && row < index.length);
  }
  for (let row = index.firstRow; row < Math.min(index.length, index.firstRow + ROWS); row++) {
    const payload = await recording.capture.payload(row);
    assert.equal(payload.length, index.captured(row));
    await inspectMessage(recording, row);
  }
}
