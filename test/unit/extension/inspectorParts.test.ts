import assert from 'node:assert/strict';
import { handlerLine } from '../../../src/extension/inspector/handler';
import { neighbours } from '../../../src/extension/inspector/neighbour';
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

describe('handlerLine', () => {
  const source = `void ProcessMessage()
{
    if (msg_type == NetMsgType::VERSION) {
    }
    if (msg_type == NetMsgType::ADDR || msg_type == NetMsgType::ADDRV2) {
    }
    if (msg_type == NetMsgType::BLOCKTXN)
    if (msg_type == NetMsgType::BLOCK)
`;

  it('finds the comparison with exactly this type', () => {
    const lines = ['version', 'addr', 'addrv2', 'blocktxn', 'block'].map((type) =>
      handlerLine(source, type),
    );
    assert.deepEqual(lines, [2, 4, 4, 6, 7]);
  });

  it('finds none for another, whatever it is called', () => {
    for (const type of ['tx', 'VERSION', '.*', ''])
      assert.equal(handlerLine(source, type), undefined);
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
