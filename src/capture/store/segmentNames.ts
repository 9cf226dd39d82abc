import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, format, parse } from 'node:path';
import { markerPath } from './writerMarker';

/** `trace.p2ptrace` → `trace.part000001.p2ptrace` */
export function partPath(path: string, number: number): string {
  const { dir, name, ext } = parse(path);
  return format({ dir, name: `${name}.part${String(number).padStart(6, '0')}`, ext });
}

/** Paths of the earlier parts of a capture with a limit, oldest first; none for any other. */
export async function findParts(path: string): Promise<string[]> {
  const { name, ext } = parse(basename(path));
  const names = await readdir(dirname(path)).catch(() => []);
  const numbers = names
    .filter((entry) => entry.startsWith(`${name}.part`) && entry.endsWith(ext))
    .map((entry) => entry.slice(`${name}.part`.length, entry.length - ext.length))
    .filter((number) => /^\d{6,}$/.test(number))
    .map(Number);
  return numbers.sort((a, b) => a - b).map((number) => partPath(path, number));
}

/** Removes a capture that nobody writes: its file, earlier parts and marker, as far as they are there. */
export async function removeCapture(path: string): Promise<void> {
  for (const file of [...(await findParts(path)), path, markerPath(path)])
    await rm(file, { force: true });
}

/** Whether a file name is that of an earlier part: the capture is named without it. */
export function isPart(path: string): boolean {
  return /\.part\d{6,}$/.test(parse(path).name);
}
