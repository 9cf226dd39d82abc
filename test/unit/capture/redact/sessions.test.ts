import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { decodeMessage } from '../../../../src/bitcoin/decodeMessage';
import type { Field } from '../../../../src/bitcoin/read/field';
import { jsonFormat } from '../../../../src/capture/export/formats/jsonFormat';
import { rawFormat } from '../../../../src/capture/export/formats/rawFormat';
import { textFormat } from '../../../../src/capture/export/formats/textFormat';
import { readAddress } from '../../../../src/capture/redact/addressText';
import { Redactor } from '../../../../src/capture/redact/redactor';
import type { RedactOptions } from '../../../../src/capture/redact/tools';
import { decodeEvent, isProbeEvent, type ProbeEvent } from '../../../../src/shared/events/event';
import { MESSAGE } from '../../../../src/shared/events/messages';
import { encodeBookmark } from '../../../../src/shared/frames/bookmark';
import { decodeHello, encodeHello } from '../../../../src/shared/frames/hello';
import { HEADER } from '../../../../src/shared/frames/layout';
import { encodeNode } from '../../../../src/shared/frames/node';
import { forEachFrame } from '../../support/forEachFrame';
import {
  connection,
  EventKind,
  HELLO,
  message,
  misbehaving,
  NODE,
  statistics,
  unknownFrame,
} from '../../support/frames';
import { Finder } from './finder';
import { ODD, WELL_FORMED } from './plantedMessages';

const KEY = Buffer.alloc(32, 11);

const SESSIONS = {
  'a node’s session': () => gunzipSync(readFileSync('native/demo-node/session.p2ptrace.gz')),
  'a busy node’s session': () => gunzipSync(readFileSync('native/demo-node/busy.p2ptrace.gz')),
  'every message type': everyType,
};

/** What the session of every message type says apart from messages. */
const TEXTS = [
  'alices-laptop',
  '/home/alice/src/bitcoin-private',
  '/home/alice/.bitcoin-lightning',
  'alice-node-comment',
  'note about carol',
  'libbpf: no /home/alice/bin',
  'secret_provider',
  'node.alice.example',
  'peer-of-dave.example.net',
  'rogue-type',
];
const ADDRESSES = [
  '91.33.44.55:45001',
  '[2a01:4f8:aaaa:bbbb:cccc::17]:8333',
  'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion:8333',
  'ukeu3k5oycgaauneqgtnvselmt4yemvoilkln7jpvamvfx7dnkdq.b32.i2p:0',
  '[fc32:17ea:e415:c3bf:9808:149d:b5a2:c9aa]:8333',
  'peer-of-dave.example.net:8333',
  `${'long-name.'.repeat(8)}node.alice.example:8333`,
  '192.168.17.23:50001',
];

function everyType(): Buffer {
  const unattached = [{ name: 'secret_provider:x', reason: 'libbpf: no /home/alice/bin' }];
  const [named, binary] = ['alices-laptop', '/home/alice/src/bitcoin-private/bitcoind'];
  const hello = { ...HELLO, host: named, binary, unattached, tracepoints: ['SECRET_PROVIDER:x'] };
  return Buffer.concat([
    encodeHello(hello),
    encodeNode({
      ...NODE,
      binary: hello.binary,
      dataDirectory: '/home/alice/.bitcoin-lightning',
      userAgent: '/Satoshi:30.0.0(alice-node-comment)/',
      unattached,
    }),
    ...ADDRESSES.flatMap((address, peer) => [
      connection(EventKind.InboundConnection, { peer, address, count: 3, timeNs: 2e9 }),
      ...[...WELL_FORMED, ...ODD].map(({ type, payload }) =>
        message({ peer, address, type, payload, timeNs: 3e9, connectionType: 'manual' }),
      ),
      misbehaving(`header from ${address.slice(0, 60)} of carol`, { peer }),
      connection(EventKind.ClosedConnection, { peer, address, count: 1_700_000_000 }),
    ]),
    message({ type: 'rogue-type', connectionType: 'rogue-type' }),
    encodeBookmark({ row: 1, eventNs: 3e9, text: 'note about carol' }),
    unknownFrame(),
    statistics(9),
  ]);
}

/** The events of frames. */
function eventsOf(frames: Buffer): ProbeEvent[] {
  const events: ProbeEvent[] = [];
  forEachFrame(frames, (frame) => {
    const event = decodeEvent(frame);
    if (event && isProbeEvent(event)) events.push(event);
  });
  return events;
}

/** What is written where there is no address. */
const NOBODY = /^(\[?::\]?|0\.0\.0\.0)(:\d+)?$/;

/** Each address that a message has in a field. */
function* addressesIn(field: Field): Generator<Field, void> {
  if (field.type.name === 'CNetAddr') yield field;
  for (const child of field.children()) if (!child.derived) yield* addressesIn(child);
}

const WITH_ADDRESSES = new Set(['version', 'addr', 'addrv2']);
/** What is in the user agents of sessions that say more than what they are. */
const COMMENT = /\(([^)]{4,})\)/g;

/** All that tells who somebody is, as far as fields and slots have it. */
function secretsOf(frames: Buffer): Finder {
  const finder = new Finder();
  const addAddress = (text: string): void => {
    const { host } = readAddress(text);
    if (text === '' || NOBODY.test(text)) return;
    finder.add(Buffer.from(text.replace(/^\[|(\])?:\d+$/g, '')));
    // Of an IPv4 address 4 bytes of hex are there by chance.
    if (host.network === 1) finder.add(Buffer.from(host.bytes));
    else if (host.network !== 0) finder.addForms(Buffer.from(host.bytes));
  };
  for (const event of eventsOf(frames)) {
    if ('address' in event) addAddress(event.address);
    if (event.kind !== 'message' || !WITH_ADDRESSES.has(event.messageType)) continue;
    const { root } = decodeMessage(event.messageType, event.payload);
    for (const { bytes, text } of addressesIn(root)) {
      if (NOBODY.test(text) || bytes.length < 4) continue;
      finder.add(Buffer.from(text));
      if (bytes.length > 4) finder.addForms(Buffer.from(bytes));
      addAddress(text.includes(':') ? `[${text}]:1` : `${text}:1`);
    }
    const agent = root.child('strSubVer')?.value;
    if (typeof agent !== 'string') continue;
    for (const [, comment] of agent.matchAll(COMMENT)) finder.add(Buffer.from(comment!));
  }
  return finder;
}

/** Messages of which the chain’s own bytes are kept, in which four bytes are any four by chance. */
const OF_CHAIN =
  /^(tx|block|blocktxn|merkleblock|cmpctblock|headers|inv|getdata|notfound|getheaders|getblocks|getblocktxn|c?f(ilter|headers|checkpt)|getcf.*)$/;

/** Events of the node that are told of by hashes. */
const WITH_HASHES = /^(mempool-|block-connected$)/;

/** @returns Where the chain’s own bytes begin in a frame. */
function chainBegins(event: ReturnType<typeof decodeEvent>, frame: Buffer): number {
  if (event?.kind === 'message')
    return OF_CHAIN.test(event.messageType) ? frame.readUInt32LE(MESSAGE.payloadOffset) : Infinity;
  return event && WITH_HASHES.test(event.kind) ? HEADER.size : Infinity;
}

/** @returns What of the secrets is in the frames. */
function found(finder: Finder, frames: Buffer): string[] {
  const hits: string[] = [];
  forEachFrame(frames, (frame) => {
    const event = decodeEvent(frame);
    const start = chainBegins(event, frame);
    for (const { at, pattern } of finder.find(frame)) {
      if (pattern.length === 4 && at >= start) continue;
      const what = event?.kind === 'message' ? event.messageType : frame.readUInt16LE(HEADER.kind);
      hits.push(`${what} ${at} ${pattern.toString('hex')} ${pattern.toString('latin1')}`);
    }
  });
  return [...new Set(hits)].slice(0, 20);
}

for (const [name, read] of Object.entries(SESSIONS)) {
  describe(`${name}, redacted`, () => {
    let recorded: Buffer;
    let secrets: Finder;
    const redacted = (options: RedactOptions): Buffer =>
      new Redactor(decodeHello(recorded.subarray(0, recorded.readUInt32LE(0))), {
        key: KEY,
        ...options,
      }).run(recorded);

    before(() => {
      recorded = read();
      secrets = secretsOf(recorded);
      for (const text of TEXTS) secrets.add(Buffer.from(text));
    });

    it('has addresses and names that would be found', () => {
      assert.ok(secrets.count > 10, `${secrets.count}`);
      assert.ok(found(secrets, recorded).length === 20);
    });

    for (const options of [{}, { times: true, transactions: true }])
      it(`has none of them, ${JSON.stringify(options)}`, () => {
        assert.deepEqual(found(secrets, redacted(options)), []);
      });

    it('has none of them in what is printed of it', () => {
      const frames = redacted({});
      const hello = decodeHello(frames.subarray(0, frames.readUInt32LE(0)));
      const texts = new Finder();
      for (const pattern of secrets.all) if (pattern.length > 4) texts.add(pattern);
      const decoding = { chainOf: () => 'regtest' as const };
      const exporters = [jsonFormat.create({ decoding }), textFormat.create(), rawFormat.create()];
      // What is of the chain is the same bytes again, and takes long.
      const telling = eventsOf(frames).filter(
        (event) => event.kind !== 'message' || !OF_CHAIN.test(event.messageType),
      );
      for (const event of telling.slice(0, 3000))
        for (const exporter of exporters) {
          const line = [...exporter.event(event, hello)].join('');
          const hits = texts.find(Buffer.from(line.toLowerCase()));
          assert.equal(hits.length, 0, `${hits[0]?.pattern.toString()}: ${line.slice(0, 1000)}`);
        }
    }).timeout(300_000);

    it('has the same events, of the same sizes, in the same order', () => {
      const [before, after] = [eventsOf(recorded), eventsOf(redacted({}))];
      assert.equal(after.length, before.length);
      const told = (event: ProbeEvent) => {
        const { kind, sequence, lostRingFull } = event;
        const { peer, size } = event as { peer?: number; size?: number };
        return JSON.stringify([kind, sequence, lostRingFull, peer, size]);
      };
      for (const [i, event] of before.entries()) assert.equal(told(after[i]!), told(event));
      const offsets = new Set(before.map((event, i) => after[i]!.timeNs - event.timeNs));
      assert.equal(offsets.size, 1);
    });
  }).timeout(300_000);
}
