import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

/** Between fields, and between values of a field: no text of a session has them. */
const [FIELD, VALUE] = ['\x1f', '\x1e'];

/**
 * What tshark shows of a file: for each packet the values of each field, in order.
 * @param flags Of tshark, besides.
 * @throws when tshark (Debian's package tshark) is not there, or finds the file damaged.
 */
export function tshark(file: string, fields: readonly string[], ...flags: string[]): string[][][] {
  const wanted = fields.flatMap((field) => ['-e', field]);
  const args = ['-r', file, '-T', 'fields', ...wanted, ...flags];
  const form = [`separator=${FIELD}`, `aggregator=${VALUE}`, 'occurrence=a'];
  const { error, status, stdout, stderr } = spawnSync(
    'tshark',
    [...args, ...form.flatMap((each) => ['-E', each])],
    { encoding: 'utf8', maxBuffer: 2 ** 30, env: { ...process.env, TZ: 'UTC' } },
  );
  if (error) throw new Error('tshark is needed: install the package tshark', { cause: error });
  const said = stderr
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('Running as user'));
  assert.deepEqual(said, []);
  assert.equal(status, 0);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(FIELD).map((text) => (text === '' ? [] : text.split(VALUE))));
}
