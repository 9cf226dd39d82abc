/**
 * Coverage-guided fuzzing of the decoders, and then mutated files for each reader: `npm run fuzz -- [SECONDS]
 * [SEED]`. An input that runs code of a decoder that none has run before is kept and mutated further. Ends with
 * status 1 and the input where one is not read as it must be.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkMessage } from './check';
import { readerChecks } from './checkReader';
import { Coverage } from './coverage';
import { examples, TYPES } from './examples';
import { mutate } from './mutate';
import { READERS } from './readers';
import { Random } from '../unit/support/random';
import type { SessionMessage } from '../unit/bitcoin/sessionMessages';

const SECONDS = Number(process.argv[2] ?? 60);
const SEED = Number(process.argv[3] ?? Date.now() >>> 0);
/** The share of the time that the decoders have; the readers have the rest. */
const DECODERS = 0.75;
/** Inputs between two looks at the coverage, which cost as much as some dozen inputs. */
const BATCH = 64;
/** Bytes; longer ones take more time than they find. */
const LONGEST = 4096;

const random = new Random(SEED);
const corpus = examples();
const coverage = new Coverage('/src/bitcoin/');
const run = ({ messageType, payload }: SessionMessage): void =>
  checkMessage(messageType, payload, true);

corpus.forEach(run);
coverage.take(true);
console.log(`seed ${SEED}: ${corpus.length} examples run ${coverage.size} characters of source`);

const end = performance.now() + SECONDS * 1000 * DECODERS;
let inputs = 0;
while (performance.now() < end) {
  const batch = Array.from({ length: BATCH }, invent);
  batch.forEach(run);
  inputs += batch.length;
  if (coverage.take(false) > 0) corpus.push(...batch.filter(reachesMore));
}
console.log(
  `${inputs} inputs in ${SECONDS * DECODERS} s: ${corpus.length} kept, which run ${coverage.size} characters; no failure`,
);
void fuzzReaders((SECONDS * (1 - DECODERS)) / READERS.length);

/** @param seconds For each. */
async function fuzzReaders(seconds: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'p2p-trace-fuzz-'));
  try {
    for (const reader of READERS) {
      const check = readerChecks(reader, random, directory);
      const until = performance.now() + seconds * 1000;
      let files = 0;
      for (; performance.now() < until; files++) await check();
      console.log(`${reader.name}: ${files} files in ${seconds} s; no failure`);
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function invent(): SessionMessage {
  const { messageType, payload } = random.pick(corpus);
  const bytes = mutate(random, payload, random.pick(corpus).payload).subarray(0, LONGEST);
  return { messageType: random.below(16) === 0 ? random.pick(TYPES) : messageType, payload: bytes };
}

/** Whether it runs what no input before it has run. */
function reachesMore(input: SessionMessage): boolean {
  run(input);
  return coverage.take(true) > 0;
}
