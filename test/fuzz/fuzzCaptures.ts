/**
 * Opens mutated capture files and archives of peer-observer for a while: `npm run fuzz:captures -- [SECONDS] [SEED]`. Ends with
 * status 1 and the file where one is neither opened nor refused as it must be.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../unit/support/random';
import { archiveExamples } from './archiveExamples';
import { captureExamples } from './captureExamples';
import { checkArchive } from './checkArchive';
import { checkCapture } from './checkCapture';
import { mutateCapture } from './mutateCapture';

const SECONDS = Number(process.argv[2] ?? 60);
const SEED = Number(process.argv[3] ?? Date.now() >>> 0);
/** Files that are mutated further. */
const CORPUS = 200;

async function main(directory: string): Promise<void> {
  const random = new Random(SEED);
  const corpus = captureExamples();
  let files = 0;
  let opened = 0;
  const archives = archiveExamples();
  const end = performance.now() + SECONDS * 1000;
  for (; performance.now() < end; files++) {
    const archive = mutateCapture(random, random.pick(archives), random.pick(archives));
    const isOpened = await checkArchive(join(directory, 'mutated.bin'), archive);
    if (isOpened && archives.length < CORPUS) archives.push(archive);
    const bytes = mutateCapture(random, random.pick(corpus), random.pick(corpus));
    if (!(await checkCapture(join(directory, 'mutated.p2ptrace'), bytes))) continue;
    opened++;
    if (corpus.length < CORPUS) corpus.push(bytes);
  }
  console.log(
    `seed ${SEED}: ${files} files of each in ${SECONDS} s, ${opened} captures opened; no failure`,
  );
}

const directory = mkdtempSync(join(tmpdir(), 'p2p-trace-fuzz-'));
void main(directory).finally(() => rmSync(directory, { recursive: true }));
