import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compactMessage, decodeMessage } from '../../../src/bitcoin/decodeMessage';
import { piecesOf } from '../../../src/shared/text/jsonBytes';
import { describeTree, type FieldTree } from '../support/describeTree';
import { sessionMessages } from '../bitcoin/sessionMessages';
import { temporaryDirectory } from '../support/directory';
import { connection, EventKind, hello, message } from '../support/frames';

const cli = join(__dirname, '../../../dist/cli.js');

function print(...args: string[]): Record<string, unknown>[] {
  const options = { encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
  const { stdout, status, stderr } = spawnSync(process.execPath, [cli, 'print', ...args], options);
  assert.equal(status, 0, stderr);
  const lines = stdout.trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('print --decode', () => {
  const path = temporaryDirectory();
  // One of each type, as Core sent or received it.
  const messages = [...new Map(sessionMessages().map((each) => [each.messageType, each])).values()];

  before(() => {
    const frames = messages.map(({ messageType, payload }) =>
      message({ type: messageType, payload, address: '127.0.0.1:50000', connectionType: 'manual' }),
    );
    writeFileSync(path('capture'), Buffer.concat([hello, ...frames]));
  });

  it('prints the fields of every message by name, for the chain that the peers suggest', () => {
    for (const flag of ['--decode', '--decode=compact']) {
      const lines = print(path('capture'), '--format', 'json', flag);
      assert.equal(lines.length, messages.length);
      for (const [index, { messageType, payload }] of messages.entries()) {
        const { write, error } = compactMessage(messageType, payload, { chain: 'regtest' });
        assert.deepEqual(lines[index]!.fields, JSON.parse(piecesOf(write).join('')), messageType);
        assert.deepEqual(lines[index]!.error, error);
      }
    }
  }).timeout(30_000);

  it('prints the tree of every message in full', () => {
    const lines = print(path('capture'), '--format', 'json', '--decode=full');
    assert.equal(lines.length, messages.length);
    for (const [index, { messageType, payload }] of messages.entries()) {
      const { root, error } = decodeMessage(messageType, payload, { chain: 'regtest' });
      const line = lines[index]!;
      assert.equal(line.message_type, messageType);
      assert.deepEqual(line.fields, describeTree(root).children ?? [], messageType);
      assert.deepEqual(line.error, error);
    }
  }).timeout(30_000);

  it('goes as deep as it is told', () => {
    const fields = (line: Record<string, unknown>) => line.fields as FieldTree[];
    const none = print(path('capture'), '--format', 'json', '--decode=full', '--depth', '0');
    assert.ok(none.every((line) => fields(line).length === 0));
    const error = (line: Record<string, unknown>) => line.error;
    const whole = print(path('capture'), '--format', 'json', '--decode=full');
    assert.deepEqual(none.map(error), whole.map(error));
    const two = print(path('capture'), '--format', 'json', '--decode=full', '--depth', '2');
    const block = fields(two.find(({ message_type }) => message_type === 'block')!);
    const [, first] = block.find(({ name }) => name === 'vtx')!.children!;
    assert.equal(first!.type, 'CTransaction');
    assert.ok(first!.count > 0 && first!.children === undefined);
  }).timeout(30_000);

  it('leaves scripts as bytes where it is told to', () => {
    const text = (...flags: string[]) =>
      JSON.stringify(print(path('capture'), '--format', 'json', '--decode', ...flags));
    assert.match(text(), /OP_CHECKSIG/);
    const plain = text('--no-scripts');
    assert.match(plain, /"scriptPubKey"/);
    assert.doesNotMatch(plain, /OP_|bcrt1/);
  }).timeout(30_000);

  it('takes the chain that it is given', () => {
    const text = (...flags: string[]) =>
      JSON.stringify(print(path('capture'), '--format', 'json', '--decode', ...flags));
    assert.match(text(), /bcrt1/);
    const main = text('--chain', 'main');
    assert.match(main, /"bc1/);
    assert.doesNotMatch(main, /bcrt1/);
  }).timeout(30_000);

  it('says that main is assumed where nothing tells the chain, as with Tor', () => {
    const onion = connection(EventKind.InboundConnection, { network: 3 });
    writeFileSync(path('onion'), Buffer.concat([hello, onion, message({ type: 'verack' })]));
    const says = (...flags: string[]) =>
      spawnSync(process.execPath, [cli, 'print', ...flags], { encoding: 'utf8' }).stderr;
    const decode = [path('onion'), '--format', 'json', '--decode'];
    assert.match(says(...decode), /main is assumed; --chain names another/);
    assert.equal(says(...decode, '--chain', 'main'), '');
    assert.equal(says(path('onion')), '');
  }).timeout(30_000);

  it('judges an empty ping by the version that its peer said before', () => {
    const version = Buffer.alloc(80);
    version.writeInt32LE(70016);
    const [of1, of2] = [{ peer: 1 }, { peer: 2 }];
    const frames = [
      message({ ...of1, type: 'ping' }),
      message({ ...of1, type: 'version', payload: version }),
      message({ ...of1, type: 'ping' }),
      message({ ...of2, type: 'ping' }),
    ];
    writeFileSync(path('pings'), Buffer.concat([hello, ...frames]));
    const lines = print(path('pings'), '--format', 'json', '--decode');
    assert.deepEqual(
      lines.map(({ error, notes }) => [error !== undefined, notes !== undefined]),
      [
        [false, true],
        [false, false],
        [true, false],
        [false, true],
      ],
    );
  }).timeout(30_000);
});
