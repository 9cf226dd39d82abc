import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { encodeGap } from '../../../src/capture/store/gapFrame';
import { encodeHello } from '../../../src/shared/frames/hello';
import { GapFrameCause } from '../../../src/shared/frames/layout';
import { visibleLines } from '../../../src/shared/text/visible';
import { temporaryDirectory } from '../support/directory';
import { EventFlag, HELLO, hello, message, statistics } from '../support/frames';

describe('print', () => {
  const path = temporaryDirectory();

  function print(frames: Buffer[], ...args: string[]): { stdout: string[]; stderr: string } {
    writeFileSync(path('capture'), Buffer.concat(frames));
    const command = ['dist/cli.js', 'print', path('capture'), ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return { stdout: stdout.trimEnd().split('\n'), stderr };
  }

  it('tells losses before, between and after the events, and of each cause', () => {
    const disk = { row: 2, missing: 7, ringFull: 4, cause: GapFrameCause.Disk };
    const { stderr } = print([
      hello,
      message({ lost: 3 }),
      message({ size: 9n, flags: EventFlag.RingFull }),
      encodeGap(disk),
      message(),
      statistics(20, 9, EventFlag.Final),
    ]);
    assert.deepEqual(stderr.trimEnd().split('\n'), [
      '… 3 messages lost here (ring buffer full) …',
      '… only 0 of 9 bytes of the message above (ring buffer full) …',
      '… 7 messages lost here (the capture could not be written) …',
      '… 5 messages lost here (ring buffer full) …',
    ]);
  });

  it('says nothing where nothing was lost', () => {
    const { stderr } = print([hello, message(), statistics(1, 0, EventFlag.Final)]);
    assert.equal(stderr, '');
  });

  const unattached = [
    { name: 'outbound_message', reason: 'its operand -8@(%rsp,%rax,8) cannot be read' },
    { name: 'closed_connection', reason: '\x1b[31m\u202e"' },
  ];
  const partial = encodeHello({ ...HELLO, unattached });
  for (const format of ['log', 'raw', 'json'])
    it(`says what the trace could not see, as ${format}`, () => {
      const { stdout, stderr } = print([partial, message()], '--format', format);
      const lines = stderr.trimEnd().split('\n');
      assert.equal(lines.length, 2, stderr);
      assert.match(lines[0]!, /net:outbound_message is not attached.*-8@\(%rsp,%rax,8\)/);
      assert.equal(visibleLines(stderr), stderr);
      if (format !== 'json') return;
      assert.deepEqual(
        stdout.slice(0, 2).map((line) => JSON.parse(line) as object),
        unattached.map(({ name, reason }) => ({
          time: `${HELLO.wallNs}`,
          unattached: name,
          reason,
        })),
      );
      assert.match(stdout.join('\n'), /^[ -~\n]+$/);
      assert.equal(stdout.length, 3);
    });
});
