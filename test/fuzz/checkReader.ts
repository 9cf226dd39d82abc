import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openSource } from '../../src/capture/sources/openSource';
import { UserError } from '../../src/shared/errors/userError';
import { eventsOf, type MessageEvent } from '../../src/shared/events/event';
import type { Random } from '../unit/support/random';
import { mutate } from './mutate';
import type { FuzzedReader } from './readers';

/** ms for one file of a few kB: above it is a hang. */
const HANG = 2000;

/** Reads mutated files. @returns A function that reads one more. */
export function readerChecks(
  reader: FuzzedReader,
  random: Random,
  directory: string,
): () => Promise<void> {
  const examples = reader.examples();
  return () => {
    let bytes = mutate(random, random.pick(examples), random.pick(examples));
    // Now and then much of what is between the records is bad.
    if (random.below(8) === 0)
      bytes = Buffer.concat([bytes, random.bytes(random.below(200)), random.pick(examples)]);
    return checkReader(reader, bytes, join(directory, reader.file));
  };
}

/**
 * A stranger's file: it is read to its end in little time, or a clear error says what is wrong with it.
 * @param path Where the file is put.
 */
export async function checkReader(
  reader: FuzzedReader,
  bytes: Buffer,
  path: string,
): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  const start = performance.now();
  try {
    const source = await openSource(path);
    const events: MessageEvent[] = [];
    source.flow((run) => {
      for (const event of eventsOf(Buffer.from(run)))
        if (event.kind === 'message') events.push(event);
      return Promise.resolve();
    });
    const { error } = await source.ended;
    if (error) throw error;
    source.dispose();
    reader.check?.(bytes, { events, damages: source.damages });
  } catch (error) {
    if (error instanceof UserError) return;
    throw new Error(`${reader.name} ${bytes.toString('base64')}`, { cause: error });
  } finally {
    assert.ok(performance.now() - start < HANG, `takes longer than ${HANG} ms`);
  }
}
