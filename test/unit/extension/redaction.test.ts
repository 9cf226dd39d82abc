import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Capture } from '../../../src/capture/capture';
import { formatOf } from '../../../src/capture/export/formats';
import { textFormat } from '../../../src/capture/export/formats/textFormat';
import { PeersModel } from '../../../src/capture/model/peersModel';
import { saveCapture } from '../../../src/extension/captures/captureCommands';
import { RecentCaptures } from '../../../src/extension/captures/recentCaptures';
import { Recording } from '../../../src/extension/captures/recording';
import type { Dialogs, FileQuestion, PickItem } from '../../../src/extension/host/dialogs';
import { exportRows } from '../../../src/extension/ladder/exportRows';
import { copyRedacted, copyRows } from '../../../src/extension/ladder/copyRows';
import { ladderTitles } from '../../../src/extension/ladder/ladderTitle';
import { redactTable } from '../../../src/extension/monitor/redactTable';
import { treeMessage } from '../../../src/extension/peers/treeMessage';
import type { MessageRow, NoteRow } from '../../../src/shared/webview/ladderProtocol';
import { encodeBookmark } from '../../../src/shared/frames/bookmark';
import { encodeNode } from '../../../src/shared/frames/node';
import type { ListedPeer } from '../../../src/capture/model/listedPeers';
import { temporaryDirectory } from '../support/directory';
import { connection, EventKind, message, misbehaving, NODE } from '../support/frames';
import { versionPayload } from '../support/packets';
import { LadderTester } from './ladderSupport';
import { recordingOf } from './support';

const ADDRESS = '91.2.3.4:45678';
const SECRET = /91\.2\.3\.4|carol|\.bitcoin/;
const ignore = (): void => undefined;

describe('what leaves the window', () => {
  const path = temporaryDirectory();
  let recording: Recording;
  const proposed: string[] = [];

  /** Chooses this way of redaction. */
  const dialogs = (label: string, file: string): Dialogs =>
    ({
      pick: (_title: string, _hint: string, items: PickItem<unknown>[]) =>
        Promise.resolve(items.find((item) => item.label === label)?.value),
      saveFile: (question: FileQuestion) => {
        proposed.push(question.path!);
        return Promise.resolve(file);
      },
      progress: (_title: string, work: Parameters<Dialogs['progress']>[1]) =>
        work(ignore, new AbortController().signal),
      inform: () => Promise.resolve(undefined),
    }) as unknown as Dialogs;

  before(async () => {
    recording = await recordingOf(
      path('traced.p2ptrace'),
      encodeNode(NODE),
      connection(EventKind.InboundConnection, { peer: 1, address: ADDRESS }),
      message({ peer: 1, address: ADDRESS, payload: Buffer.alloc(8, 7) }),
      misbehaving('message from carol', { peer: 1 }),
      encodeBookmark({ row: 0, eventNs: 1000, text: 'this is carol' }),
    );
  });

  it('names the chain that the peers suggest, also where they are redacted', async () => {
    const suggesting = await recordingOf(
      path('regtest.p2ptrace'),
      message({ peer: 1, address: '91.2.3.4:18444', connectionType: 'manual' }),
    );
    for (const label of ['As it was recorded', 'Redacted']) {
      const file = path(`chain ${label}`);
      await exportRows(suggesting, [0], formatOf('pcapng'), dialogs(label, file), ignore);
      assert.ok(readFileSync(file).includes(Buffer.from('fabfb5da', 'hex')), label);
    }
  });

  it('is copied with the names that the window shows, or with stand-ins', async () => {
    const { capture } = recording;
    const nameOf = (address: string) => (address === ADDRESS ? 'carol' : undefined);
    const { text } = await copyRows(capture, [1], textFormat, { nameOf });
    assert.match(text, /carol \(91\.2\.3\.4:45678\)/);
    const { text: redacted, count } = await copyRedacted(capture, [0, 1, 2]);
    assert.equal(count, 3);
    assert.match(redacted, /^Redacted: addresses and names are stand-ins\.\n/);
    assert.ok(!SECRET.test(redacted), redacted);
    const standIn = /2[45]\d\.\d+\.\d+\.\d+:\d+/.exec(redacted)![0];
    // The same as long as the capture is open.
    assert.ok((await copyRedacted(capture, [1])).text.includes(standIn));
    assert.deepEqual(await copyRedacted(capture, []), { text: '', count: 0 });
  });

  it('is drawn with stand-ins for all that a redacted capture hides', async () => {
    const version = message({
      peer: 1,
      address: ADDRESS,
      type: 'version',
      payload: versionPayload('/Satoshi:29.0.0(carol)/'),
    });
    const odd = message({ peer: 1, address: ADDRESS, type: 'carol' });
    const traced = await recordingOf(
      path('drawn.p2ptrace'),
      encodeNode(NODE),
      connection(EventKind.InboundConnection, { peer: 1, address: ADDRESS }),
      version,
      misbehaving('message from carol', { peer: 1 }),
      odd,
      encodeBookmark({ row: 0, eventNs: 1000, text: 'this is carol' }),
    );
    const names = (address: string) => (address === ADDRESS ? 'carol' : undefined);
    const tester = new LadderTester(traced, { capture: '/c', peers: 'all' }, { nameOf: names });
    tester.ready();
    const { header, generation } = tester.last('show')!;
    const rows = (await tester.ask.rows({ generation, from: 0, to: 9 }))!;
    const { heads } = (await tester.ask.heads({ generation, from: 0, to: 9, watch: false }))!;
    const drawn = { nodes: header.nodes, heads, rows };
    assert.equal(rows.length, 4);
    const recorded = JSON.stringify(drawn);
    for (const each of ['carol', '91.2.3.4', 'this is carol']) assert.ok(recorded.includes(each));
    const redacted = await tester.ask.redact(drawn);
    const text = JSON.stringify(redacted);
    assert.ok(!SECRET.test(text), text);
    const [head] = redacted.heads;
    assert.match(head!.title, /^2[45]\d\.\d+\.\d+\.\d+:\d+$/);
    assert.deepEqual(
      redacted.rows.map((row) => [row.row, row.kind]),
      rows.map((row) => [row.row, row.kind]),
    );
    const [, said, note, unknown] = redacted.rows;
    assert.match((said as MessageRow).summary, /^\/Satoshi:29\.0\.0\(xxxxx\)\//);
    assert.match((note as NoteRow).text, /^misbehaving: message x+ xxxxx/);
    assert.match((unknown as MessageRow).messageType, /^unknown[0-9a-f]{5}$/);
    assert.ok(redacted.nodes.every(({ detail }) => !header.nodes.some((n) => n.detail === detail)));
    tester.session.dispose();
  });

  it('asks whether rows are redacted, and redacts them', async () => {
    for (const id of ['text', 'json', 'raw']) {
      const written = async (label: string): Promise<string> => {
        const file = path(`${id} ${label}`);
        await exportRows(recording, [0, 1, 2], formatOf(id), dialogs(label, file), ignore);
        return readFileSync(file, 'utf8');
      };
      assert.match(await written('As it was recorded'), SECRET);
      assert.match(proposed.at(-1)!, /rows\.\w+$/);
      const redacted = await written('Redacted');
      assert.ok(!SECRET.test(redacted), redacted);
      assert.match(redacted, /2[45]\d\.\d+\.\d+\.\d+:\d+/);
      assert.match(proposed.at(-1)!, /rows-redacted\.\w+$/);
    }
    await exportRows(recording, [0], formatOf('text'), dialogs('none', path('dismissed')), ignore);
    assert.throws(() => readFileSync(path('dismissed')));
  });

  it('saves a redacted copy, which says that it is one', async () => {
    const label = 'Redacted, with times shifted and transactions replaced';
    const file = path('copy.p2ptrace');
    const store = { get: () => undefined, update: () => Promise.resolve() };
    const dependencies = {
      recent: new RecentCaptures(store),
      dialogs: () => dialogs(label, file),
      filtersOf: () => [{ name: 'carol', filter: 'carol' }],
    };
    await saveCapture(dependencies, recording);
    assert.match(proposed.at(-1)!, /traced-redacted\.p2ptrace$/);
    assert.ok(!SECRET.test(readFileSync(file, 'latin1')));
    const peers = new PeersModel();
    const capture = await Capture.open(file, { onAppend: peers.add });
    const opened = new Recording(capture, peers, false);
    assert.deepEqual(capture.hello?.redacted, { times: true, transactions: true });
    assert.equal(capture.index.length, 3);
    assert.deepEqual(capture.bookmarks.all, []);
    assert.match(treeMessage(opened), /Redacted: addresses and names are stand-ins, so are/);
    assert.ok(!treeMessage(recording).includes('Redacted'));
    const source = { capture: file, peers: 'all' as const };
    const [title] = ladderTitles([{ source, recording: opened }]);
    assert.equal(title, 'All peers · copy · redacted');
    capture.dispose();
  });

  it('has stand-ins in the table of peers', () => {
    const facts = {
      pid: NODE.pid,
      address: ADDRESS,
      userAgent: '/Satoshi:30.0.0(carol)/',
      remarks: ['2 errors, 1 warning', 'message from carol', '3 requests unanswered'],
    };
    const cells = { id: '1', address: `carol · ${ADDRESS}`, userAgent: facts.userAgent };
    const [row] = redactTable([{ facts, cells } as unknown as ListedPeer], recording, {});
    assert.ok(!SECRET.test(JSON.stringify(row!.cells)), JSON.stringify(row!.cells));
    assert.match(row!.cells.address, /^2[45]\d\./);
    assert.equal(row!.cells.userAgent, '/Satoshi:30.0.0(xxxxx)/');
    assert.match(row!.cells.node, /^bitcoind · main · \d+$/);
    assert.equal(row!.cells.id, '1');
    assert.match(row!.cells.remarks, /^2 errors, 1 warning; .*; 3 requests unanswered$/);
  });
});
