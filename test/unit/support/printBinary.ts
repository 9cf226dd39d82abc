// Prints a run of frames in a made-up format: FRAMES FORMAT REPORT [LIMIT], the latter in bytes of the output.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { EventWriter } from '../../../src/cli/eventWriter';
import { EXPECTED } from './binaryFormats';

async function main(frames: string, id: string, report: string, limit?: string): Promise<void> {
  const writer = new EventWriter([...EXPECTED.keys()].find((format) => format.id === id)!);
  if (limit) execFileSync('prlimit', [`--pid=${process.pid}`, `--fsize=${limit}:${limit}`]);
  const failure = await writer
    .write(readFileSync(frames))
    .then(() => writer.end())
    .catch((error: unknown) => String(error));
  writeFileSync(report, JSON.stringify({ delivered: writer.delivered, failure }));
}

void main(...(process.argv.slice(2) as [string, string, string, string?]));
