import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { output } from './terminal.mjs';

const ubuntuTools = '/usr/lib/linux-tools';

/**
 * A bpftool that runs. Debian keeps it in /usr/sbin, which users do not have in their PATH; Ubuntu's
 * /usr/sbin/bpftool refuses to run unless it fits the running kernel, the real ones lie elsewhere.
 */
export function findBpftool() {
  const kernels = existsSync(ubuntuTools) ? readdirSync(ubuntuTools) : [];
  const candidates = [
    process.env.BPFTOOL,
    'bpftool',
    '/usr/sbin/bpftool',
    ...kernels.map((kernel) => join(ubuntuTools, kernel, 'bpftool')),
  ];
  return candidates.find((path) => path && output(path, ['version']) !== undefined);
}
