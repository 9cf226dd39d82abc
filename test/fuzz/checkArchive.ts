import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { peerObserverArchive } from '../../src/capture/sources/peerObserver/peerObserverArchive';
import { UserError } from '../../src/shared/errors/userError';
import { eventsOf, isProbeEvent } from '../../src/shared/events/event';

/** ms for one file: above it is a hang. */
const HANG = 2000;

/**
 * An archive of a stranger's: all of it is frames that can be decoded or is named as damaged, in bounded time; or a
 * clear error says that it is not one.
 * @returns Whether it was opened.
 */
export async function checkArchive(path: string, bytes: Buffer): Promise<boolean> {
  writeFileSync(path, bytes);
  const start = performance.now();
  try {
    return await openAndRead(path, bytes.length);
  } catch (error) {
    throw new Error(`archive ${bytes.toString('base64')}`, { cause: error });
  } finally {
    assert.ok(performance.now() - start < HANG, `takes longer than ${HANG} ms`);
  }
}

async function openAndRead(path: string, length: number): Promise<boolean> {
  let source;
  try {
    source = await peerObserverArchive.open(path);
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
  let events = 0;
  source.flow((run) => {
    for (const event of eventsOf(run)) if (isProbeEvent(event)) events++;
    return Promise.resolve();
  });
  const { error } = await source.ended;
  source.dispose();
  assert.equal(error, undefined);
  assert.equal(source.contents.index.length, events);
  for (const damage of source.damages)
    assert.ok(damage.bytes > 0 && damage.offset >= 0 && damage.offset + damage.bytes <= length);
  return true;
}
