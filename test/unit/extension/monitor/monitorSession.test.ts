import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { Capture } from '../../../../src/capture/capture';
import { PeersModel } from '../../../../src/capture/model/peersModel';
import { pairsOfCapture } from '../../../../src/capture/query/pairs';
import { parseQuery } from '../../../../src/capture/query/parseQuery';
import type { Dialogs } from '../../../../src/extension/host/dialogs';
import { Recording } from '../../../../src/extension/captures/recording';
import { monitorCsv } from '../../../../src/extension/monitor/monitorCsv';
import { MonitorSession } from '../../../../src/extension/monitor/monitorSession';
import { saveTable } from '../../../../src/extension/monitor/saveTable';
import { monitorState } from '../../../../src/extension/monitor/monitorState';
import { ladderOf } from '../../../../src/extension/monitor/monitorTarget';
import {
  FIRST_LOOK,
  MONITOR_COLUMNS,
  type MonitorLook,
  type MonitorPage,
  type MonitorPicture,
  type MonitorTable,
} from '../../../../src/shared/webview/monitorProtocol';
import { many } from '../../bitcoin/conversation/talk';
import { temporaryDirectory } from '../../support/directory';
import { versionPayload } from '../../support/packets';
import { connection, EventKind, hello, message, misbehaving } from '../../support/frames';
import { writeSession } from '../../support/session';

const SECOND = 1e9;

describe('MonitorSession', () => {
  const path = temporaryDirectory();
  let files = 0;
  /** What the sessions sent: name and parameters. */
  const sent: [string, MonitorPage['notices'][keyof MonitorPage['notices']]][] = [];
  const shown = () =>
    sent
      .splice(0)
      .map(([name, params]) => [
        name,
        'picture' in params ? params.picture?.summary.total : undefined,
      ]);

  async function open(
    ...frames: Buffer[]
  ): Promise<{ capture: Capture; recording: Recording; session: MonitorSession }> {
    const name = path(`${files++}`);
    let capture: Capture;
    const peers = new PeersModel();
    if (frames.length === 0) {
      writeSession(name);
      capture = await Capture.open(name, { onAppend: peers.add });
    } else {
      capture = await Capture.create(name);
      peers.follow(capture);
      await capture.append(hello);
      if (frames.some(({ length }) => length > 0)) await capture.append(Buffer.concat(frames));
    }
    const recording = new Recording(capture, peers, frames.length > 0);
    const session = new MonitorSession({
      recording,
      state: monitorState(undefined, name),
      nameOf: (address) => (address === '10.0.0.1:8333' ? 'my node' : undefined),
      notify: (...notice) => void sent.push(notice),
      keep: () => undefined,
      open: () => undefined,
      chooseColumns: () => undefined,
    });
    return { capture, recording, session };
  }

  async function look(
    session: MonitorSession,
    table: Partial<MonitorTable> = {},
    more: Partial<MonitorLook> = {},
  ): Promise<MonitorPicture> {
    const asked = { ...FIRST_LOOK, table: { ...FIRST_LOOK.table, ...table }, ...more };
    return (await session.handlers.requests.look(asked))!;
  }

  it('shows of a capture what its models count', async () => {
    const { capture, recording, session } = await open();
    let picture = await look(session, { closed: true });
    while (picture.working) {
      await setTimeout(10);
      picture = await look(session, { closed: true });
    }
    const { traffic, peers } = recording.peers;
    assert.equal(picture.length, peers.length);
    assert.equal(picture.summary.total, traffic.messages);
    const totals = picture.totals.reduce((sum, { messages }) => sum + messages, 0);
    assert.equal(totals, traffic.messages);
    const { series, width } = picture.rates;
    const drawn = series.flatMap(({ values }) => values).reduce((sum, value) => sum + value, 0);
    assert.ok(Math.abs(drawn * width - traffic.messages) < 1e-6 * traffic.messages);
    assert.ok(series[0]!.values.length <= FIRST_LOOK.points);
    const ping = picture.totals.find(({ messageType }) => messageType === 'ping')!;
    assert.equal(ping.latencyUs.length, 3);
    session.dispose();
    await capture.close();
  });

  it('sends a page that is still loading its first picture, and says the rest again when it is there', async () => {
    const { capture, session } = await open(message({ peer: 1 }), message({ peer: 2 }));
    shown();
    await session.begin();
    assert.deepEqual(shown(), [['show', 2]]);
    await session.handlers.notices.ready({});
    assert.deepEqual(shown(), [['show', undefined]]);
    // Another page, as after it was hidden.
    session.hidden();
    await session.handlers.notices.ready({});
    assert.deepEqual(shown(), [['show', 2]]);
    session.dispose();
    await capture.close();
  });

  it('shows the first event when it comes, and not when the page asks again', async () => {
    const { capture, session } = await open(Buffer.alloc(0));
    shown();
    await session.begin();
    assert.deepEqual(shown(), [['show', undefined]]);
    assert.equal((await look(session)).waiting, 'Nothing has arrived yet.');
    await capture.append(message({ peer: 1 }));
    await setImmediate();
    assert.deepEqual(shown(), [['show', 1]]);
    await capture.append(message({ peer: 1 }));
    await setImmediate();
    assert.deepEqual(shown(), []);
    session.dispose();
    await capture.close();
  });

  it('finds peers by all words of the filter, and hides closed ones unless they are asked for', async () => {
    const { capture, session } = await open(
      message({ peer: 1, address: '10.0.0.1:8333', connectionType: 'outbound-full-relay' }),
      message({ peer: 2, address: 'abc.onion:8333', connectionType: 'inbound' }),
      message({ peer: 3, address: '10.0.0.3:8333', connectionType: 'inbound' }),
      connection(EventKind.ClosedConnection, { peer: 3, address: '10.0.0.3:8333' }),
    );
    const found = async (filter: string, closed = false): Promise<number[]> => {
      const { rows } = await look(session, { filter, closed, sort: 'id', descending: false });
      return rows.map(({ peer }) => peer);
    };
    assert.deepEqual(await found(''), [1, 2]);
    assert.deepEqual(await found('', true), [1, 2, 3]);
    assert.deepEqual(await found('INBOUND'), [2]);
    assert.deepEqual(await found('inbound', true), [2, 3]);
    assert.deepEqual(await found('outbound'), [1]);
    assert.deepEqual(await found('onion inbound'), [2]);
    assert.deepEqual(await found('-onion'), [1]);
    assert.deepEqual(await found('my node'), [1]);
    assert.deepEqual(await found('closed', true), [3]);
    assert.deepEqual(await found('nothing'), []);
    session.dispose();
    await capture.close();
  });

  it('counts peers with remarks whatever its filter finds, so that no column goes with them', async () => {
    const { capture, session } = await open(
      message({ peer: 1 }),
      misbehaving('bad header', { peer: 1 }),
      message({ peer: 2 }),
    );
    for (const filter of ['', 'nothing', '-misbehaving'])
      assert.equal((await look(session, { filter })).summary.remarks, 1, filter);
    session.dispose();
    await capture.close();
  });

  it('counts peers whose user agent is known, so that there is no column where none is', async () => {
    const payload = versionPayload('/Satoshi:29.0.0/');
    const { capture, session } = await open(
      message({ peer: 1, type: 'version', payload }),
      message({ peer: 2 }),
    );
    assert.equal((await look(session, {})).summary.userAgents, 1);
    session.dispose();
    await capture.close();
  });

  it('keeps rows in their places while somebody points at one, and sorts again afterwards', async () => {
    const inv = (peer: number, count: number): Buffer[] =>
      Array.from({ length: count }, () => message({ peer, type: 'inv', timeNs: SECOND }));
    const { capture, session } = await open(...inv(1, 3), ...inv(2, 2));
    const order = async (hold: boolean): Promise<number[]> => {
      const { rows } = await look(session, { sort: 'messagesIn' }, { hold });
      return rows.map(({ peer }) => peer);
    };
    assert.deepEqual(await order(false), [1, 2]);
    await capture.append(Buffer.concat([...inv(2, 5), ...inv(3, 9)]));
    assert.deepEqual(await order(true), [1, 2, 3]);
    assert.deepEqual(await order(false), [3, 2, 1]);
    // A mouse that rests there does not keep a key from sorting.
    const byKey = await look(session, { sort: 'id', descending: false }, { hold: true });
    assert.deepEqual(
      byKey.rows.map(({ peer }) => peer),
      [1, 2, 3],
    );
    session.dispose();
    await capture.close();
  });

  it('waits for the word of a minus', async () => {
    const { capture, session } = await open(message({ peer: 1 }), message({ peer: 2 }));
    for (const filter of ['-', '127 -', '--nothing'])
      assert.equal((await look(session, { filter })).length, 2, filter);
    assert.equal((await look(session, { filter: '-127' })).length, 0);
    session.dispose();
    await capture.close();
  });

  it('says where its table was saved, and offers to open it', async () => {
    const { capture, session } = await open(message({ peer: 1 }));
    await look(session);
    const file = path('peers.csv');
    const told: string[] = [];
    const opened = new Promise((resolve) => {
      const dialogs = {
        pick: (_title: string, _hint: string, [first]: { value: unknown }[]) =>
          Promise.resolve(first!.value),
        saveFile: () => Promise.resolve(file),
        inform: (text: string, [button]: string[]) => {
          told.push(text);
          return Promise.resolve(button);
        },
      };
      void saveTable(session, dialogs as unknown as Dialogs, resolve);
    });
    assert.equal(await opened, file);
    assert.match(told[0]!, /^Saved 1 peer into .*peers\.csv \(\d+ B\)\.$/);
    assert.match(readFileSync(file, 'utf8'), /^Peer,Node,/);
    session.dispose();
    await capture.close();
  });

  it('sends the rows in view only, and says where the active one is', async () => {
    const { capture, session } = await open(
      ...Array.from({ length: 100 }, (_, peer) => message({ peer })),
    );
    const all = await look(session, { sort: 'id', descending: false }, { from: 0, to: 100 });
    const picture = await look(
      session,
      { sort: 'id', descending: true },
      { from: 20, to: 30, active: all.rows[7]!.key },
    );
    assert.deepEqual(
      picture.rows.map(({ peer }) => peer),
      Array.from({ length: 10 }, (_, i) => 79 - i),
    );
    assert.deepEqual([picture.from, picture.length, picture.active], [20, 100, 92]);
    session.dispose();
    await capture.close();
  });

  it('looks for answers only while its page is on screen', async () => {
    const nonce = Buffer.alloc(8, 1);
    const ask = (timeNs: number): Buffer =>
      message({ type: 'ping', payload: nonce, direction: 'outbound', timeNs });
    const { capture, recording, session } = await open(ask(SECOND));
    const pairs = pairsOfCapture(capture, () => recording.live);
    const known = async (row: number): Promise<void> => {
      while (pairs.known < row) await setTimeout(5);
    };
    await look(session);
    await known(1);
    session.hidden();
    await capture.append(ask(2 * SECOND));
    // As long as it would take by far: what is found is found in a few turns of the event loop.
    for (let i = 0; i < 50; i++) await setImmediate();
    assert.equal(pairs.known, 1);
    await look(session);
    await known(2);
    const behind = look(session);
    session.dispose();
    await behind;
    // Until what was begun has come to its end, or has not.
    await setTimeout(500);
    await capture.append(ask(3 * SECOND));
    for (let i = 0; i < 50; i++) await setImmediate();
    assert.equal(pairs.known, 2);
    await capture.close();
  });

  it('counts answers after what comes too fast for it, and says so', async () => {
    const nonce = Buffer.alloc(8, 1);
    const ping = (timeNs: number): Buffer =>
      message({ type: 'ping', payload: nonce, direction: 'outbound', timeNs });
    const many = Array.from({ length: 30_000 }, (_, i) => ping(SECOND + i * 1e4));
    const { capture, recording, session } = await open(...many);
    const pairs = pairsOfCapture(capture, () => recording.live);
    assert.equal((await look(session)).answersWait, true);
    for (let i = 0; i < 50; i++) await setImmediate();
    assert.equal(pairs.known, 0);
    await capture.append(ping(60 * SECOND));
    assert.equal((await look(session)).answersWait, false);
    while (pairs.known < capture.index.length) await setTimeout(5);
    session.dispose();
    await capture.close();
  });

  it('says from when on rows are still there', async () => {
    const { capture, recording, session } = await open(
      ...[1, 2, 3].map((second) => message({ timeNs: second * SECOND })),
    );
    assert.equal((await look(session)).rates.goneBefore, undefined);
    Object.defineProperty(capture.index, 'firstRow', { value: 1 });
    const { goneBefore } = (await look(session)).rates;
    assert.equal(goneBefore, recording.wallUs(2 * SECOND) / 1e6);
    session.dispose();
    await capture.close();
  });

  it('writes a table that no spreadsheet takes for formulas', async () => {
    const { capture, session } = await open(
      message({ peer: 1, address: '=cmd|"calc"!A1', connectionType: 'inbound' }),
    );
    await look(session);
    const csv = monitorCsv(session.rows, ['id', 'type', 'address', 'messagesIn']);
    assert.equal(csv, 'Peer,Type,Address,Messages received\n1,↓ inbound,"\'=cmd|""calc""!A1",1\n');
    session.dispose();
    await capture.close();
  });

  it('counts errors of each peer, and sorts by them', async () => {
    const tooMany = message({ peer: 2, type: 'inv', payload: many(50_001, 36) });
    const { capture, session } = await open(message({ peer: 1 }), tooMany, message({ peer: 3 }));
    const sorted = { sort: 'errors', descending: true } as const;
    let picture = await look(session, sorted);
    for (let i = 0; i < 200 && picture.summary.errors === 0; i++) {
      await setTimeout(10);
      picture = await look(session, sorted);
    }
    const { summary, rows } = picture;
    assert.deepEqual([summary.errors, summary.warnings, summary.remarks], [1, 0, 1]);
    assert.deepEqual(
      rows.map(({ peer, cells }) => [peer, cells.errors, cells.warnings]),
      [
        [2, '1', ''],
        [1, '', ''],
        [3, '', ''],
      ],
    );
    assert.equal(rows[0]!.cells.remarks, '1 error');
    assert.match(monitorCsv(session.rows, ['id', 'errors']), /^Peer,Errors\n2,1\n1,0\n/);
    session.dispose();
    await capture.close();
  });

  it('opens ladders of peers, of a type, and of a stretch of time', async () => {
    const { capture, recording, session } = await open(
      ...[1, 2, 3].map((second) => message({ timeNs: second * SECOND })),
    );
    const peers = [{ pid: 1, peer: 2 }];
    assert.deepEqual(ladderOf({ peers }, recording), {
      source: { capture: capture.path, peers },
      query: undefined,
    });
    assert.equal(ladderOf({ peers, finding: 'errors' }, recording).query?.filter, 'finding:error');
    assert.equal(ladderOf({ finding: 'warnings' }, recording).query?.filter, 'finding:warning');
    const at = (seconds: number): number => recording.wallUs(seconds * SECOND) / 1e6;
    const stretch = (from: number, to: number): (number | undefined)[] => {
      const { query } = ladderOf({ span: { from: at(from), to: at(to) } }, recording);
      return [query!.from, query!.until];
    };
    assert.deepEqual(stretch(1.5, 2.5), [1, 2]);
    assert.deepEqual(stretch(0, 9), [0, 3]);
    assert.deepEqual(stretch(2.1, 2.2), [2, 2]);
    for (const messageType of ['tx', 'a "b', 'a\\', 'a,b', '(']) {
      const { query } = ladderOf({ messageType }, recording);
      const [term, ...others] = parseQuery(query!.filter);
      assert.ok(term!.condition.kind === 'type' && term!.condition.test(messageType), messageType);
      assert.equal(others.length, 0);
    }
    session.dispose();
    await capture.close();
  });
});

describe('monitorState', () => {
  it('takes of what was kept what makes sense', () => {
    const state = monitorState(undefined, '/c');
    assert.deepEqual(state.columns.shown, MONITOR_COLUMNS);
    assert.deepEqual(monitorState(state, '/c'), state);
    const odd = {
      table: { sort: 'nothing', descending: 1, filter: 7, closed: 'yes' },
      chart: { by: 'direction', measure: null },
      columns: { shown: ['id', 'id', 'x', 'address'], widths: { id: 80, x: 5, address: -1 } },
    };
    const taken = monitorState(odd, '/d');
    assert.deepEqual(taken.table, state.table);
    assert.deepEqual(taken.chart, { by: 'direction', measure: 'messages', span: 'whole' });
    assert.deepEqual(taken.columns, { shown: ['id', 'address'], widths: { id: 80 } });
    for (const kept of [null, 3, 'x', []]) assert.deepEqual(monitorState(kept, '/c'), state);
    // What remarks were called once.
    const old = {
      table: { sort: 'findings' },
      columns: { shown: ['id', 'findings'], widths: { findings: 200 } },
    };
    const { table, columns } = monitorState(old, '/c');
    assert.equal(table.sort, 'remarks');
    assert.deepEqual(columns, { shown: ['id', 'remarks'], widths: { remarks: 200 } });
  });
});
