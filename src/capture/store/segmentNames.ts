import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, format, parse } from 'node:path';
import { markerPath } from './writerMarker';

/** What an earlier segment is called: `trace.p2ptrace` → `trace.part000001.p2ptrace` */
export function segmentPath(path: string, number: number): string {
  const { dir, name, ext } = parse(path);
  return format({ dir, name: `${name}.part${String(number).padStart(6, '0')}`, ext });
}

/** Paths of the earlier segments of a capture with a limit, oldest first; none for any other. */
export async function findEarlierSegments(path: string): Promise<string[]> {
  const { name, ext } = parse(basename(path));
  const names = await readdir(dirname(path)).catch(() => []);
  const numbers = names
    .filter((entry) => entry.startsWith(`${name}.part`) && entry.endsWith(ext))
    .map((entry) => entry.slice(`${name}.part`.length, entry.length - ext.length))
    .filter((number) => /^\d{6,}$/.test(number))
    .map(Number);
  return numbers.sort((a, b) => a - b).map((number) => segmentPath(path, number));
}

/** Removes a capture that nobody writes: its segments and its marker, as far as they exist. */
export async function removeCapture(path: string): Promise<void> {
  for (const file of [...(await findEarlierSegments(path)), path, markerPath(path)])
    await rm(file, { force: true });
}

/** Whether a file name is that of an earlier segment rather than of a capture. */
export function isEarlierSegment(path: string): boolean {
  return /\.part\d{6,}$/.test(parse(path).name);
}
