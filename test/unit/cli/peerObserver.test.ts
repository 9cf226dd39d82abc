import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { archiveExamples } from '../../fuzz/archiveExamples';
import { temporaryDirectory } from '../support/directory';
import { ebpf, eventRecord } from '../support/peerObserver';

describe('an archive of peer-observer in a terminal', () => {
  const path = temporaryDirectory();
  const [archive] = archiveExamples();

  function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
    const options = { encoding: 'utf8', maxBuffer: 2 ** 26 } as const;
    return spawnSync(process.execPath, ['dist/cli.js', ...args], options);
  }

  function compressed(bytes: Buffer): Buffer {
    writeFileSync(path('plain.bin'), bytes);
    return execFileSync('zstd', ['-q', '-c', '-1', path('plain.bin')]);
  }

  it('is printed as what it is imported as, and says what is not certain', () => {
    const added = eventRecord(1_790_000_000_000, ebpf('addrman', {}));
    writeFileSync(path('a.bin.zst'), compressed(Buffer.concat([archive!, added])));
    const printed = run('print', path('a.bin.zst'));
    assert.equal(printed.status, 0, printed.stderr);
    assert.match(printed.stdout, /^outbound 'version' msg .* with 114 bytes \(reconstructed\)$/m);
    assert.match(printed.stdout, /^outbound 'verack' msg .* with 0 bytes$/m);
    assert.match(printed.stderr, /^4 messages of 36 are marked as reconstructed: .*$/m);
    assert.match(printed.stderr, /^Left out, since .* for them: 1 address manager event\.$/m);
    const imported = run('import', path('a.bin.zst'), path('a.p2ptrace'));
    assert.equal(imported.status, 0, imported.stderr);
    assert.equal(run('print', path('a.p2ptrace')).stdout, printed.stdout);
    const found = run('print', '--filter', 'reconstructed', path('a.bin.zst'));
    assert.equal(found.stdout.trimEnd().split('\n').length, 4);
  });

  it('is recognised by what is compressed, whatever its name is', () => {
    writeFileSync(path('named.bin.zst'), compressed(archive!));
    writeFileSync(path('nameless'), compressed(archive!));
    writeFileSync(path('zipped.gz'), gzipSync(archive!));
    const { stdout, status } = run('print', path('named.bin.zst'));
    assert.equal(status, 0);
    for (const name of ['nameless', 'zipped.gz']) {
      const other = run('print', path(name));
      assert.deepEqual([other.status, other.stdout], [0, stdout], other.stderr);
    }
  });

  it('ends with status 1 where what is compressed breaks off, after what there is', () => {
    const packed = compressed(archive!);
    writeFileSync(path('cut.bin.zst'), packed.subarray(0, packed.length - 100));
    const { status, stdout, stderr } = run('print', path('cut.bin.zst'));
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr, /cut\.bin\.zst cannot be decompressed beyond byte \d+: it ends early/);
    writeFileSync(path('half.bin.zst'), Buffer.concat([packed, packed.subarray(0, 20)]));
    const half = run('print', path('half.bin.zst'));
    assert.equal(half.status, 1);
    assert.match(half.stdout, /'verack'/);
  });
});
