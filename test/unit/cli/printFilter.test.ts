import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../support/directory';
import { connection, EventKind, hello, message } from '../support/frames';

const cli = join(__dirname, '../../../dist/cli.js');

describe('print --filter', () => {
  const path = temporaryDirectory();
  const nonce = Buffer.alloc(8, 7);
  const frames = [
    connection(EventKind.InboundConnection, { peer: 1, timeNs: 1e9 }),
    message({ peer: 1, type: 'ping', payload: nonce, timeNs: 2e9 }),
    message({ peer: 1, type: 'pong', payload: nonce, direction: 'outbound', timeNs: 2.5e9 }),
    message({ peer: 2, type: 'tx', payload: Buffer.alloc(60), timeNs: 3e9, lost: 4 }),
    message({ peer: 3, type: 'inv', timeNs: 4e9 }),
    message({ peer: 3, type: 'ping', payload: Buffer.alloc(8, 9), timeNs: 5e9 }),
  ];

  before(() => writeFileSync(path('capture'), Buffer.concat([hello, ...frames])));

  function print(filter: string) {
    const args = [cli, 'print', path('capture'), '--format', 'json', '--filter', filter];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    const lines = stdout.split('\n').filter((line) => line !== '');
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    return { events, stderr, status };
  }

  it('prints what matches and no more, whatever it takes to know', () => {
    const cases: [filter: string, printed: string[]][] = [
      ['', ['inbound_connection', 'ping', 'pong', 'tx', 'inv', 'ping']],
      ['type:tx,inv', ['tx', 'inv']],
      ['(TYPE:tx OR event) -peer:2', ['inbound_connection']],
      ['hex:0909 or latency:>400ms', ['pong', 'ping']],
      ['unanswered', ['ping']],
      ['connected', ['inbound_connection']],
    ];
    for (const [filter, printed] of cases)
      assert.deepEqual(
        print(filter).events.map((event) => event.message_type ?? event.tracepoint),
        printed,
        filter,
      );
  }).timeout(30_000);

  it('tells of losses also where it leaves out the event after them', () => {
    const { events, stderr } = print('type:inv');
    assert.equal(events.length, 1);
    assert.match(stderr, /4 messages lost here/);
  });

  it('says what finds nothing, and what makes no sense', () => {
    const { events, stderr, status } = print('type:ivn');
    assert.deepEqual([events.length, status], [0, 0]);
    assert.match(stderr, /No message of type “ivn” has occurred\. Did you mean “inv”\?/);
    const wrong = print('tx (family:blocks');
    assert.deepEqual([wrong.events.length, wrong.status], [0, 2]);
    assert.match(
      wrong.stderr,
      /makes no sense at “blocks”: “family:” takes no “blocks”; an example: family:\S+\. Did you mean “block”\?/,
    );
    // Said once.
    assert.equal(wrong.stderr.split('makes no sense').length, 2);
  }).timeout(30_000);

  it('that makes no sense is wrong usage, before anything is read', () => {
    for (const command of [
      ['print', path('nothing')],
      ['convert', path('nothing'), path('out.csv')],
    ]) {
      const { status, stderr } = spawnSync(
        process.execPath,
        [cli, ...command, '--filter', 'typ:tx'],
        { encoding: 'utf8' },
      );
      assert.equal(status, 2, stderr);
      assert.match(stderr, /^error: option '--filter <filter>' .*There is no “typ:”/);
    }
  });
});
