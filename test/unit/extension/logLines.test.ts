import assert from 'node:assert/strict';
import { Capture } from '../../../src/capture/capture';
import { PeersModel } from '../../../src/capture/model/peersModel';
import { LogLines } from '../../../src/extension/traffic/logLines';
import { Recording } from '../../../src/extension/captures/recording';
import { temporaryDirectory } from '../support/directory';
import { connection, EventKind, hello, message, statistics } from '../support/frames';
import { recordingOf } from './support';

const line = (type: string) => new RegExp(`^inbound '${type}' msg from peer 0 `);

const live = (capture: Capture) => new Recording(capture, new PeersModel(), true);

function matches(lines: readonly string[], expected: readonly (string | RegExp)[]): void {
  const like = (text: string, i: number) => {
    const wanted = expected[i];
    return typeof wanted === 'string' ? text === wanted : wanted?.test(text);
  };
  assert.ok(lines.length === expected.length && lines.every(like), lines.join('\n'));
}

describe('LogLines', () => {
  const path = temporaryDirectory();

  it('says where events are missing, how many and why', async () => {
    const recording = await recordingOf(path('gaps'), message({ lost: 9 }));
    const { capture } = recording;
    let told = 0;
    const log = new LogLines(recording, () => told++);
    await capture.append(
      Buffer.concat([
        message({ type: 'inv' }),
        connection(EventKind.ClosedConnection, { lost: 2 }),
        message({ type: 'tx', lost: 1 }),
      ]),
    );
    assert.equal(told, 1);
    capture.index.losses.add(capture.index.length, 5, 'disk-full');
    await capture.append(message({ type: 'ping' }));
    matches(log.take(), [
      line('inv'),
      '… 3 messages lost here (ring buffer full) …',
      line('tx'),
      '… 5 messages lost here (the capture could not be written) …',
      line('ping'),
    ]);
    assert.deepEqual(log.take(), []);
    await capture.append(statistics(20, 16));
    matches(log.end(), ['… 4 messages lost here (ring buffer full) …']);
    recording.filter = { direction: 'inbound', messageTypes: ['inv', 'tx'], peers: [3] };
    recording.filter = {};
    matches(log.take(), [
      '… from here on inbound inv, tx of peer 3 is traced …',
      '… from here on everything is traced …',
    ]);
    log.dispose();
  });

  it('puts what was lost among messages that were left out before the next line', async () => {
    const recording = await recordingOf(path('fast'));
    const { capture } = recording;
    const log = new LogLines(recording, () => undefined);
    await capture.append(Buffer.concat(Array.from({ length: 1000 }, () => message({ lost: 1 }))));
    const lines = log.take();
    assert.equal(lines.filter((text) => text.startsWith('inbound')).length, 300);
    assert.equal(lines.filter((text) => text.includes('1 message lost')).length, 300);
    const last = log.end();
    assert.match(last[0]!, /^… 700 messages left out \((\d+) a second\)/);
    assert.equal(last[1], '… 700 messages lost here (ring buffer full) …');
    log.dispose();
  });

  it('says what the capture deletes, and that it takes no more', async () => {
    const big = message({ payload: Buffer.alloc(10_000) });
    const rotating = await Capture.create(path('rotating'), { limitBytes: 200_000 });
    const log = new LogLines(live(rotating), () => undefined);
    await rotating.append(hello);
    for (let i = 0; i < 25; i++) await rotating.append(big);
    const deleted = rotating.index.firstRow;
    assert.ok(deleted > 0);
    const notices = log.take().filter((text) => text.startsWith('…'));
    const counts = notices.map((text) => Number(/its oldest (\d+) events? w/.exec(text)?.[1]));
    assert.equal(
      counts.reduce((sum, count) => sum + count),
      deleted,
      notices.join('\n'),
    );
    await rotating.close();

    const limits = { limitBytes: 50_000, whenFull: 'stop' } as const;
    const stopping = await Capture.create(path('stopping'), limits);
    const short = new LogLines(live(stopping), () => undefined);
    await stopping.append(hello);
    for (let i = 0; i < 10; i++) await stopping.append(big);
    matches(short.end(), [
      ...[line('ping'), line('ping'), line('ping'), line('ping')],
      '… The capture has reached its limit of 50 kB and accepts no more events. …',
      '… 6 messages lost here (the capture was full) …',
    ]);
    await stopping.close();
  });
});
