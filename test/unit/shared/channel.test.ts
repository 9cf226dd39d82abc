import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { saveFailed } from '../../../src/shared/errors/captureErrors';
import { Channel, RequestFailed, type Packet } from '../../../src/shared/webview/channel';

interface Host {
  requests: { double: [{ value: number }, number]; fail: [{ how: 'user' | 'fault' }, never] };
  notices: { note: { text: string } };
}
interface Page {
  requests: { draw: [{ format: string }, string] };
  notices: { shown: { rows: number } };
}

/** Two ends, between which packets travel as VS Code sends them: later, and as copies. */
function link() {
  const packets: Packet[] = [];
  const faults: unknown[] = [];
  const ends: { receive(packet: Packet): void }[] = [];
  const send = (to: number) => (packet: Packet) => {
    packets.push(packet);
    const copy = structuredClone(packet);
    queueMicrotask(() => ends[to]!.receive(copy));
  };
  const fault = (error: unknown): void => void faults.push(error);
  const host = new Channel<Host, Page>(send(1), fault);
  const page = new Channel<Page, Host>(send(0), fault);
  ends.push(host, page);
  const notes: string[] = [];
  host.serve({
    requests: {
      double: ({ value }) => value * 2,
      fail: ({ how }) => {
        throw how === 'user' ? saveFailed('/x', 'no room') : new Error('a bug');
      },
    },
    notices: {
      note: ({ text }) => {
        if (text === '') throw saveFailed('/y', 'no room');
        notes.push(text);
      },
    },
  });
  return { host, page, packets, faults, notes };
}

const failure = (closed: boolean, text: RegExp) => (error: unknown) => {
  assert.ok(error instanceof RequestFailed);
  assert.equal(error.closed, closed);
  assert.match(error.message, text);
  return true;
};

describe('Channel', () => {
  it('answers each request with its own result, both ways, in any order', async () => {
    const { host, page } = link();
    const waiting: ((picture: string) => void)[] = [];
    page.serve({ requests: { draw: () => new Promise((resolve) => waiting.push(resolve)) } });
    const drawn = Promise.all([
      host.request('draw', { format: 'svg' }),
      host.request('draw', { format: 'png' }),
    ]);
    assert.deepEqual(
      await Promise.all([1, 2].map((value) => page.request('double', { value }))),
      [2, 4],
    );
    waiting[1]!('second');
    waiting[0]!('first');
    assert.deepEqual(await drawn, ['first', 'second']);
  });

  it('answers an error as an error, and reports what is a fault of its own', async () => {
    const { page, faults } = link();
    await assert.rejects(
      page.request('fail', { how: 'user' }),
      failure(false, /could not be written: no room.*free some disk space/),
    );
    assert.deepEqual(faults, []);
    await assert.rejects(page.request('fail', { how: 'fault' }), failure(false, /^a bug$/));
    assert.deepEqual(faults.map(String), ['Error: a bug']);
  });

  it('fails a request that nobody answers, under a name of every object too', async () => {
    const { host, page } = link();
    await assert.rejects(host.request('draw', { format: 'svg' }), failure(false, /Nothing/));
    const odd = 'toString' as 'double';
    await assert.rejects(page.request(odd, { value: 1 }), failure(false, /Nothing/));
  });

  it('delivers notices without an answer, and reports their errors', async () => {
    const { page, packets, faults, notes } = link();
    page.notify('note', { text: 'hello' });
    page.notify('note', { text: '' });
    await setImmediate();
    assert.deepEqual(notes, ['hello']);
    assert.equal(faults.length, 1);
    assert.ok(packets.every(({ kind }) => kind === 'notice'));
  });

  it('rejects what is pending when it is closed, and takes no answer afterwards', async () => {
    const { host, page, packets } = link();
    let answer: ((picture: string) => void) | undefined;
    page.serve({ requests: { draw: () => new Promise((resolve) => (answer = resolve)) } });
    const drawn = host.request('draw', { format: 'svg' });
    await setImmediate();
    host.abandon();
    await assert.rejects(drawn, failure(true, /closed or hidden/));
    answer!('late');
    await setImmediate();
    host.dispose();
    const sent = packets.length;
    await assert.rejects(host.request('draw', { format: 'svg' }), failure(true, /closed/));
    host.notify('shown', { rows: 1 });
    assert.equal(packets.length, sent);
  });

  it('drops an answer to a page that was loaded before', async () => {
    const { host, page, packets } = link();
    const first = page.request('double', { value: 1 });
    const again = new Channel<Page, Host>(
      () => undefined,
      () => undefined,
    );
    let settled = false;
    void again.request('double', { value: 7 }).finally(() => (settled = true));
    await first;
    for (const packet of packets) again.receive(packet);
    await setImmediate();
    assert.equal(settled, false);
    host.dispose();
  });
});
