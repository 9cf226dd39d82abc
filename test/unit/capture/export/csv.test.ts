import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { csvCell } from '../../../../src/capture/export/csvCell';
import { encodeNames } from '../../../../src/shared/frames/annotations';
import { encodeNode } from '../../../../src/shared/frames/node';
import { temporaryDirectory } from '../../support/directory';
import { duckdb } from '../../support/duckdb';
import { connection, EventKind, hello, message, misbehaving, NODE } from '../../support/frames';
import { hostileCapture } from '../../support/hostile';
import { writeSession } from '../../support/session';

/** What a spreadsheet begins to calculate at. */
const FORMULA = /^[\s"]*[=+\-@＝＋－＠]/;

describe('CSV', function () {
  this.timeout(60_000);
  const path = temporaryDirectory();

  function print(file: string, ...flags: string[]): string {
    const command = ['dist/cli.js', 'print', path(file), '--format', 'csv', ...flags];
    const { stdout, status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return stdout;
  }

  it('has a line for each event, with the columns of a ladder', () => {
    const payload = Buffer.alloc(8, 1);
    const frames = [
      connection(EventKind.InboundConnection, { peer: 7, timeNs: 1_000_000_001, lost: 2 }),
      message({ peer: 7, type: 'ping', payload, timeNs: 1_500_000_000, direction: 'outbound' }),
      message({ peer: 7, type: 'pong', payload, timeNs: 1_501_234_567 }),
      misbehaving('said "no", twice', { peer: 7, timeNs: 2_000_000_000 }),
    ];
    const names = encodeNames(new Map([['127.0.0.1:8333', 'friend']]));
    writeFileSync(path('few'), Buffer.concat([hello, encodeNode(NODE), names, ...frames]));
    const lines = [
      'row,time,node,pid,peer,address,name,direction,type,size,latency_ms,lost_before,summary',
      '0,2023-11-14T22:13:20.000000001Z,bitcoind,4242,7,127.0.0.1:8333,friend,inbound,inbound_connection,,,2,connected (inbound)',
      '1,2023-11-14T22:13:20.500000000Z,bitcoind,4242,7,127.0.0.1:8333,friend,outbound,ping,8,,,ping 0x0101010101010101',
      '2,2023-11-14T22:13:20.501234567Z,bitcoind,4242,7,127.0.0.1:8333,friend,inbound,pong,8,1.234567,,pong 0x0101010101010101',
      '3,2023-11-14T22:13:21.000000000Z,bitcoind,4242,7,127.0.0.1:8333,friend,,misbehaving_connection,,,,"misbehaving: said ""no"", twice"',
    ];
    assert.equal(print('few'), lines.map((line) => `${line}\r\n`).join(''));
    // It tells what was lost before those that are left out.
    const pong = lines[3]!.replace(',,pong', ',2,pong');
    assert.equal(print('few', '--filter', 'type:pong').split('\r\n')[1], pong);
  });

  it('is read by others as it was written', async () => {
    writeSession(path('session'));
    writeFileSync(path('session.csv'), print('session'));
    const formulas = ['=1+1', '-2', '+3', '@x', ' =4', '"=5', 'a;=6'].map((type, i) =>
      message({ type, address: type, connectionType: type, timeNs: 5_000_000_000 + i }),
    );
    writeFileSync(path('hostile'), Buffer.concat([hostileCapture(), ...formulas]));
    writeFileSync(path('hostile.csv'), print('hostile'));
    const [session, hostile] = await duckdb(
      path(''),
      `SELECT count(*) AS rows, sum(size) AS bytes, count(latency_ms) AS answers FROM read_csv('session.csv')`,
      `SELECT * FROM read_csv('hostile.csv', all_varchar = true, strict_mode = true)`,
    );
    const { rows, bytes, answers } = session![0]!;
    assert.deepEqual([Number(rows), Number(bytes), Number(answers) > 1000], [2466, 898_577, true]);
    assert.ok(hostile!.length > 40);
    for (const line of hostile!)
      for (const cell of Object.values(line))
        for (const part of String(cell).split(';')) assert.doesNotMatch(part, FORMULA);
  });

  it('makes no cell a formula, wherever a spreadsheet cuts it', () => {
    const formulas = [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      ' =1',
      '"=1',
      "'=1",
      '＝1',
      'a;=1',
      'a; "=1',
      ';;-1',
    ];
    for (const text of formulas) {
      const cell = csvCell(text);
      const inside = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
      for (const part of inside.split(';'))
        assert.doesNotMatch(part.replace(/^[\s"]+/, ''), /^[=+\-@＝＋－＠]/, text);
    }
    assert.equal(csvCell('=1'), `"'=1"`);
    assert.equal(csvCell('a-b=c'), 'a-b=c');
    assert.equal(csvCell('a\r\nb'), 'a⟨U+000D⟩⟨U+000A⟩b');
  });
});
