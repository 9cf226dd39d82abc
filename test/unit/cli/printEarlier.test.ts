import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { HEADER } from '../../../src/shared/frames/layout';
import { temporaryDirectory } from '../support/directory';

/** SHA-256 of what release 0.1.0 printed of the session, which is of version 1. */
const PRINTED = {
  raw: 'a41ada2dcc70cd0bc24cba3cb3df71339962fa589a5099d0728a0fefca4a87e4',
  log: '3d125051b1313c520ac7f8de49b13f1d9ab0f48e814f9f3c0d978dc8ecf1718a',
  json: '20db70a9e593688c4a72e6766942fdd77215f3102695039fb88d434bf685a900',
};

describe('a capture of version 1', () => {
  const path = temporaryDirectory();

  for (const [format, expected] of Object.entries(PRINTED))
    it(`is printed as before, byte for byte, as ${format}`, () => {
      const session = gunzipSync(readFileSync('native/demo-node/session.p2ptrace.gz'));
      assert.equal(session.readUInt32LE(HEADER.size), 1, 'its version');
      writeFileSync(path('session.p2ptrace'), session);
      const args = ['dist/cli.js', 'print', path('session.p2ptrace'), '--format', format];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { maxBuffer: 2 ** 28 });
      assert.equal(status, 0, String(stderr));
      assert.equal(createHash('sha256').update(stdout).digest('hex'), expected);
    });
});
