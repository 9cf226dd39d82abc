// What an administrator compares before anything is installed to run as root (install-helper.sh).
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What install-helper.sh installs, and itself; in dist/. */
export const INSTALLED = [
  'install-helper.sh',
  'helper.js',
  'native/p2p_trace.node',
  'native/p2p-trace-helper',
  'polkit.policy',
];

/**
 * @param {string} root Of the files.
 * @param {string[]} files Relative to it.
 * @returns {string} lines as sha256sum writes them.
 */
export function checksums(root, files) {
  const lines = files.map((file) => {
    const sum = createHash('sha256').update(readFileSync(join(root, file)));
    return `${sum.digest('hex')}  ${file}\n`;
  });
  return lines.join('');
}
