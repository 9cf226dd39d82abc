import assert from 'node:assert/strict';
import { HandlerLines, handlerLines } from '../../../src/extension/inspector/handlerLines';
import { neighbours } from '../../../src/capture/query/neighbours';
import { findBytes, findText, parseHex } from '../../../src/extension/inspector/payloadSearch';
import { temporaryDirectory } from '../support/directory';
import { connection, EventKind, message } from '../support/frames';
import { recordingOf } from './support';

describe('parseHex', () => {
  it('takes bytes as people write them', () => {
    for (const query of ['f9beb4d9', 'F9 BE b4 D9', '0xf9 0xbe,0xb4:d9'])
      assert.equal(parseHex(query)?.toString('hex'), 'f9beb4d9', query);
    for (const query of ['', 'f', 'f9b', 'hello']) assert.equal(parseHex(query), undefined, query);
  });
});

describe('searching a payload', () => {
  it('finds every occurrence, overlapping ones too', () => {
    const found = findBytes(Buffer.from('aaaa'), Buffer.from('aa'));
    assert.deepEqual(found, { offsets: [0, 1, 2], length: 2, more: false });
    assert.ok(findBytes(Buffer.alloc(20_000), Buffer.of(0)).more);
  });

  it('finds text whatever the case of its ASCII letters, and UTF-8', () => {
    assert.deepEqual(findText(Buffer.from('/Satoshi:30/'), 'sATOSHI').offsets, [1]);
    assert.deepEqual(findText(Buffer.from('grün'), 'ü'), { offsets: [2], length: 2, more: false });
  });
});

describe('HandlerLines', () => {
  const source = `void ProcessMessage()
{
    if (msg_type == NetMsgType::VERSION) {
    }
    if (msg_type == NetMsgType::ADDR || msg_type == NetMsgType::ADDRV2) {
    }
    if (msg_type == NetMsgType::BLOCKTXN)
    if (msg_type == NetMsgType::BLOCK)
    if (msg_type != NetMsgType::VERSION && msg_type == NetMsgType::VERSION)
`;

  it('finds the first comparison with exactly this type', () => {
    assert.deepEqual(
      [...handlerLines(source)],
      [
        ['version', 2],
        ['addr', 4],
        ['addrv2', 4],
        ['blocktxn', 6],
        ['block', 7],
      ],
    );
  });

  it('finds none for another type, whatever it is called', async () => {
    const lines = new HandlerLines({
      stat: () => Promise.resolve({ mtime: 1, size: 1 }),
      read: () => Promise.resolve(source),
    });
    for (const type of ['tx', 'VERSION', '.*', ''])
      assert.equal(await lines.lineOf('/core', type), undefined);
  });

  it('reads a file once, again when it has changed, and takes a missing one as empty', async () => {
    const file = { mtime: 1, text: source };
    const read: string[] = [];
    const lines = new HandlerLines({
      stat: (address) =>
        address === '/none'
          ? Promise.reject(new Error('no such file'))
          : Promise.resolve({ mtime: file.mtime, size: file.text.length }),
      read: (address) => {
        read.push(address);
        return Promise.resolve(file.text);
      },
    });
    assert.deepEqual(
      [await lines.lineOf('/core', 'version'), await lines.lineOf('/core', 'block')],
      [2, 7],
    );
    assert.deepEqual(read, ['/core']);
    file.text = `\n${source}`;
    assert.equal(await lines.lineOf('/core', 'version'), 3);
    file.mtime = 2;
    await lines.lineOf('/core', 'version');
    assert.deepEqual(read, ['/core', '/core', '/core']);
    assert.equal(await lines.lineOf('/none', 'version'), undefined);
  });

  it('remembers so many files and no more', async () => {
    let reads = 0;
    const lines = new HandlerLines({
      stat: () => Promise.resolve({ mtime: 1, size: 1 }),
      read: () => Promise.resolve(`${++reads}`),
    });
    for (let i = 0; i <= 20; i++) await lines.lineOf(`/${i}`, 'version');
    await lines.lineOf('/20', 'version');
    assert.equal(reads, 21);
    await lines.lineOf('/0', 'version');
    assert.equal(reads, 22);
  });
});

describe('neighbours', () => {
  const path = temporaryDirectory();

  it('yields messages of the peer or of the type, both ways', async () => {
    const { capture } = await recordingOf(
      path('neighbours'),
      message({ peer: 1, type: 'inv' }),
      connection(EventKind.InboundConnection),
      message({ peer: 2, type: 'inv' }),
      message({ peer: 1, type: 'ping' }),
      message({ peer: 1, type: 'inv' }),
    );
    const rows = (row: number, same: 'peer' | 'type', by: 1 | -1) => [
      ...neighbours(capture.index, row, same, by),
    ];
    assert.deepEqual(rows(0, 'peer', 1), [3, 4]);
    assert.deepEqual(rows(4, 'type', -1), [2, 0]);
    assert.deepEqual(rows(4, 'type', 1), []);
  });
});
