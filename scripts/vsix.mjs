import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './terminal.mjs';

const { name, version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));

/** Absolute path of the package that this version becomes. */
export const vsix = join(repository, `${name}-linux-x64-${version}.vsix`);

/** Of the file with its checksum, and those of dist/SHA256SUMS: published beside it. */
export const sums = `${vsix}.SHA256SUMS`;
