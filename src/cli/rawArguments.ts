import { readFileSync, readlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { bytesText } from '../shared/text/bytesText';

/** What the command line was given, as bytesText has it: Node loses what is not UTF-8. */
export function rawArguments(): string[] {
  const given = process.argv.slice(2);
  if (!given.some((argument) => argument.includes('\ufffd'))) return given;
  const words = bytesText(readFileSync('/proc/self/cmdline')).split('\0').slice(0, -1);
  return words.slice(-given.length);
}

/** An absolute path, whatever bytes the current directory has in its name. */
export function absolutePath(path: string): string {
  return resolve(bytesText(readlinkSync('/proc/self/cwd', 'buffer')), path);
}
