import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { startTime } from '../../../src/client/startTime';
import { HelperFailure } from '../../../src/helper/helperFailure';
import { resolveTarget } from '../../../src/helper/resolveTarget';
import { temporaryDirectory } from '../support/directory';

describe('resolveTarget', () => {
  const path = temporaryDirectory();

  it('finds the binary of a process', () => {
    const { path: opened, binary } = resolveTarget({
      pid: process.pid,
      started: startTime(process.pid)!,
    });
    assert.equal(binary, process.execPath);
    assert.ok(readFileSync(opened).subarray(0, 4).equals(Buffer.from('\x7fELF')));
  });

  it('follows a link, and says where it leads', () => {
    symlinkSync('/bin/true', path('link'));
    assert.match(resolveTarget({ binary: path('link') }).binary, /\/bin\/true$/);
  });

  it('stays with the file that it checked, whatever takes its place', () => {
    copyFileSync('/bin/true', path('node'));
    const { path: opened } = resolveTarget({ binary: path('node') });
    writeFileSync(path('other'), 'x');
    renameSync(path('other'), path('node'));
    assert.ok(readFileSync(opened).equals(readFileSync('/bin/true')));
  });

  it('says what is wrong without a path of its own', () => {
    assert.throws(
      () => resolveTarget({ binary: '/no/such/file' }),
      ({ message }: Error) => message === 'ENOENT: no such file or directory',
    );
  });

  it('refuses what is not a file on a disk, without waiting for it', () => {
    execFileSync('mkfifo', [path('pipe')]);
    const none = ['/no/such/file', '/bin', '/dev/null', path('pipe')];
    // Reading the first of these waits for the kernel’s next word.
    none.push('/proc/kmsg', '/proc/version', '/sys/kernel/uevent_seqnum');
    for (const binary of none)
      assert.throws(
        () => resolveTarget({ binary }),
        (error) => error instanceof HelperFailure && error.code === 'no-target',
        binary,
      );
  });

  it('refuses a process that has ended, and another one of its number', () => {
    const no = (pid: number, started: string, why: RegExp) =>
      assert.throws(
        () => resolveTarget({ pid, started }),
        (error) =>
          error instanceof HelperFailure && error.code === 'no-target' && why.test(error.message),
      );
    no(2 ** 22, '1', /ENOENT/);
    no(process.pid, `${Number(startTime(process.pid)) - 1}`, /its number is another’s/);
  });
});
