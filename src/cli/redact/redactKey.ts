import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { KEY_BYTES } from '../../capture/redact/secret';
import { keyUnusable } from '../../shared/errors/captureErrors';
import { writeErrnoText } from '../../shared/text/errnoText';

const HEX = new RegExp(`^[0-9a-f]{${2 * KEY_BYTES}}$`, 'i');

/**
 * The key in a file, in hex. Where there is no file, one is made that only its owner can read.
 * @throws UserError `key-unusable`
 */
export function readKey(path: string): Buffer {
  try {
    return keyIn(path) ?? newKey(path);
  } catch (error) {
    throw keyUnusable(path, writeErrnoText(error));
  }
}

function keyIn(path: string): Buffer | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const head = Buffer.alloc(256);
    const text = head.toString('latin1', 0, readSync(file, head)).trim();
    if (!HEX.test(text)) throw new Error(`it does not hold ${2 * KEY_BYTES} hexadecimal digits`);
    return Buffer.from(text, 'hex');
  } finally {
    closeSync(file);
  }
}

function newKey(path: string): Buffer {
  const key = randomBytes(KEY_BYTES);
  writeFileSync(path, `${key.toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
  return key;
}
