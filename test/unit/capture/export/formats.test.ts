import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { FORMATS } from '../../../../src/capture/export/formats';
import { buildProgram } from '../../../../src/cli/program';
import { visibleLines } from '../../../../src/shared/text/visible';
import { temporaryDirectory } from '../../support/directory';
import { connection, EventKind, hello, message, misbehaving } from '../../support/frames';
import { hostileCapture } from '../../support/hostile';

describe('the formats of an export', () => {
  const path = temporaryDirectory();

  function print(file: string, id: string, ...args: string[]): string {
    const command = ['dist/cli.js', 'print', path(file), '--format', id, ...args];
    const { stdout, status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return stdout;
  }

  before(() => {
    const frames = [
      message({ peer: 7, type: 'ping', payload: Buffer.alloc(8, 1), timeNs: 1_500_000_000 }),
      misbehaving('bad', { peer: 7, timeNs: 1_600_000_000 }),
      connection(EventKind.ClosedConnection, { peer: 7, timeNs: 2_000_000_000 }),
    ];
    writeFileSync(path('few'), Buffer.concat([hello, ...frames]));
    writeFileSync(path('none'), hello);
    writeFileSync(path('hostile'), hostileCapture());
  });

  it('are the choices of print, and none of them adds a command', () => {
    const { commands } = buildProgram();
    assert.deepEqual(
      commands.map((command) => command.name()),
      [
        'nodes',
        'check',
        'log',
        'raw',
        'json',
        'monitor',
        'record',
        'publish',
        'print',
        'convert',
        'import',
        'completion',
      ],
    );
    const { options } = commands.find((command) => command.name() === 'print')!;
    assert.deepEqual(
      options.find(({ long }) => long === '--format')!.argChoices,
      FORMATS.map(({ id }) => id),
    );
    assert.equal(new Set(FORMATS.map(({ id }) => id)).size, FORMATS.length);
  });

  const texts = FORMATS.filter(({ binary }) => !binary);
  for (const { id, ascii, decodes } of texts)
    it(`print what hostile peers chose as inert text: ${id}`, () => {
      for (const flags of decodes ? [[], ['--decode']] : [[]]) {
        const text = print('hostile', id, ...flags);
        assert.ok(text.length > 1000);
        // The lines of a table end as RFC 4180 wants.
        const lines = id === 'csv' ? text.replaceAll('\r\n', '\n') : text;
        assert.equal(visibleLines(lines), lines);
        if (ascii) assert.match(text, /^[ -~\n]*$/);
      }
    }).timeout(30_000);

  it('know of a peer in text what only the capture tells', () => {
    assert.equal(
      print('few', 'text'),
      '2023-11-14T22:13:20.500000Z ← peer 7 127.0.0.1:8333  ping 0x0101010101010101 (8 bytes)\n' +
        '2023-11-14T22:13:20.600000Z ← peer 7 127.0.0.1:8333  misbehaving: bad\n' +
        '2023-11-14T22:13:21.000000Z ← peer 7 127.0.0.1:8333  disconnected\n',
    );
  });

  it('have messages only as hex', () => assert.equal(print('few', 'hex'), `${'01'.repeat(8)}\n`));

  it('are whole documents where they have an end', () => {
    assert.equal(print('none', 'json-array'), '[]\n');
    assert.equal((JSON.parse(print('few', 'json-array')) as object[]).length, 3);
    assert.equal(print('none', 'json'), '');
  });
});
