import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020';
import { childrenJson } from '../../../../src/bitcoin/fieldJson';
import { jsonArrayFormat } from '../../../../src/capture/export/formats/jsonArrayFormat';
import { inspectMessage } from '../../../../src/extension/inspector/inspection';
import { messageJson } from '../../../../src/extension/inspector/messageText';
import { copyRows } from '../../../../src/extension/ladder/copyRows';
import { EVENT_KINDS, tracepointName } from '../../../../src/shared/events/eventKinds';
import { encodeNames } from '../../../../src/shared/frames/annotations';
import { encodeBookmark } from '../../../../src/shared/frames/bookmark';
import { encodeRedactedHello } from '../../../../src/shared/frames/redactedHello';
import { encodeNode } from '../../../../src/shared/frames/node';
import { recordingOf } from '../../extension/support';
import { temporaryDirectory } from '../../support/directory';
import { effects, replaced } from '../../support/effects';
import {
  connection,
  EventFlag,
  EventKind,
  HELLO,
  hello,
  message,
  misbehaving,
  NODE,
} from '../../support/frames';
import { hostileCapture } from '../../support/hostile';
import { writeSession } from '../../support/session';

type Json = Record<string, unknown>;
interface Schema {
  $defs: Record<string, { properties: object; required: string[] }>;
}

const text = readFileSync('docs/event.schema.json', 'utf8');
const schema = JSON.parse(text) as Schema;
const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);
const KINDS = [
  'message',
  'opened',
  'closed',
  'evicted',
  'misbehaving',
  'block_header',
  'reconstructed',
  'added',
  'removed',
  'replaced',
  'rejected',
  'block_connected',
  'coins',
  'flush',
  'redacted',
  'unattached',
  'node',
  'bookmark',
  'name',
];

function assertValid(objects: Json[]): void {
  assert.ok(objects.length > 0);
  for (const object of objects) {
    const isValid = validate(object);
    assert.ok(
      isValid,
      `${JSON.stringify(object).slice(0, 500)}: ${JSON.stringify(validate.errors)}`,
    );
    assertOrder(object);
  }
}

/** Members stand in the order of the schema. */
function assertOrder(object: Json): void {
  const names = Object.keys(object);
  const isInOrder = KINDS.some((kind) => {
    const known = Object.keys(schema.$defs[kind]!.properties);
    const wanted = known.filter((name) => name in object);
    return names.join() === wanted.join();
  });
  assert.ok(isInOrder, names.join());
}

const unattached = [{ name: 'outbound_message', reason: '\x1b[31m\u202e"' }];
const redacted = { times: true, transactions: false };
/** An event of each kind, with each member that it may have. */
const everything = [
  encodeNames(new Map([['127.0.0.1:8333', 'friend\x1b[31m\u202e"']])),
  message({ lost: 3, type: 'ping', payload: Buffer.alloc(8) }),
  message({ size: 9n, flags: EventFlag.RingFull }),
  message({ size: 9n, flags: EventFlag.Unreadable }),
  message({ size: 99n, flags: EventFlag.Truncated, type: 'tx', payload: Buffer.alloc(5) }),
  message({ size: 99n, flags: EventFlag.Reconstructed, type: 'tx', payload: Buffer.alloc(5) }),
  message({ type: 'inv', payload: Buffer.of(2) }),
  message({ type: 'unknown', payload: Buffer.of(2) }),
  message({ direction: 'outbound', peer: -1 }),
  connection(EventKind.InboundConnection, { network: 3, count: 12 }),
  connection(EventKind.OutboundConnection),
  connection(EventKind.ClosedConnection),
  connection(EventKind.EvictedInboundConnection),
  encodeNode({ ...NODE, dataDirectory: '/home/\x1b[31m\u202e' }),
  encodeNode({ ...NODE, chain: '', dataDirectory: '', binary: '', userAgent: '', tracepoints: [] }),
  misbehaving('bad'),
  misbehaving('', { flags: EventFlag.Unreadable }),
  ...effects('dust \x1b[31m\u202e'),
  ...effects('', { flags: EventFlag.Unreadable }),
  replaced({ isTransaction: false }),
  encodeBookmark({ row: 0, eventNs: 1e9, text: '\x1b[31m\u202e"' }),
];

describe('the schema of an event', () => {
  it('and its page name every tracepoint of the table', () => {
    const page = readFileSync('docs/events.md', 'utf8');
    for (const kind of EVENT_KINDS) {
      const name = tracepointName(kind);
      assert.ok(text.includes(`"${name}"`), `the schema has no ${name}`);
      assert.ok(page.includes(`\`${name}\``), `docs/events.md has no ${name}`);
    }
  });

  const path = temporaryDirectory();

  function print(file: string, ...args: string[]): string {
    const options = { encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
    const command = ['dist/cli.js', 'print', file, ...args];
    const { stdout, status, stderr } = spawnSync(process.execPath, command, options);
    assert.equal(status, 0, stderr);
    return stdout;
  }

  const lines = (printed: string): Json[] =>
    printed
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Json);

  before(() => {
    writeFileSync(
      path('everything'),
      Buffer.concat([encodeRedactedHello({ ...HELLO, unattached, redacted }), ...everything]),
    );
    writeFileSync(path('hostile'), hostileCapture());
    writeSession(path('session'));
  });

  for (const file of ['everything', 'hostile', 'session'])
    for (const flags of [[], ['--decode'], ['--decode=full', '--depth', '3']])
      it(`describes what is printed of ${file} ${flags.join(' ')}`, () => {
        const printed = lines(print(path(file), '--format', 'json', ...flags));
        assertValid(printed);
        const array = print(path(file), '--format', 'json-array', ...flags);
        assert.deepEqual(JSON.parse(array), printed);
      }).timeout(60_000);

  it('has no member that nothing ever has', () => {
    const printed = lines(print(path('everything'), '--format', 'json', '--decode'));
    const seen = new Set(printed.flatMap((object) => Object.keys(object)));
    const known = KINDS.flatMap((kind) => Object.keys(schema.$defs[kind]!.properties));
    const unseen = new Set(known.filter((name) => !seen.has(name)));
    // What only copies have.
    assert.deepEqual([...unseen], ['summary']);
  });

  it('refuses what it does not know, and what lacks a member', () => {
    const printed = lines(print(path('everything'), '--format', 'json', '--decode=full'));
    const kinds = new Map(printed.map((object) => [object.tracepoint, object]));
    assert.equal(kinds.size, 17);
    for (const object of kinds.values()) {
      assert.ok(!validate({ ...object, surplus: 1 }));
      for (const name of ['time', 'sequence', 'reason', 'bytes', 'network', 'pid']) {
        if (!(name in object) || ('unattached' in object && name === 'pid')) continue;
        const rest = Object.entries(object).filter(([each]) => each !== name);
        assert.ok(!validate(Object.fromEntries(rest)), name);
      }
    }
    const decoded = printed.find(({ message_type }) => message_type === 'ping')!;
    const [field] = decoded.fields as Json[];
    assert.ok(!validate({ ...decoded, fields: [{ ...field, surplus: 1 }] }));
    assert.ok(!validate({ ...decoded, fields: 'nonce' }));
    assert.ok(!validate({ ...decoded, tracepoint: 'new_message' }));
  });

  it('describes what is copied of a ladder as JSON', async () => {
    for (const frames of [everything, [hostileCapture().subarray(hello.length)]]) {
      const { capture } = await recordingOf(path(`copied${frames.length}`), ...frames);
      const rows = Array.from({ length: capture.index.length }, (_, row) => row);
      const copied = await copyRows(capture, rows, jsonArrayFormat);
      assert.match(copied.text, /^[ -~\n]+$/);
      const all = JSON.parse(copied.text) as Json[];
      assertValid(all);
      const objects = all.filter((object) => !('peer_name' in object));
      assert.equal(objects.length, rows.length);
      assert.deepEqual(
        objects.map(({ row }) => row),
        rows,
      );
      assert.ok(objects.every(({ summary }) => typeof summary === 'string'));
    }
  });

  it('describes what the inspector copies as JSON, which is what print tells and more', async () => {
    for (const frames of [everything, [hostileCapture().subarray(hello.length)]]) {
      const name = path(`inspected${frames.length}`);
      const recording = await recordingOf(name, ...frames);
      const { index } = recording.capture;
      const copies: Json[] = [];
      for (let row = 0; row < index.length; row++) {
        const inspection = await inspectMessage(recording, row);
        if (!inspection) continue;
        const fields = [...childrenJson(inspection.decoded.root)].join('');
        copies.push(JSON.parse(messageJson(inspection, recording, fields)) as Json);
      }
      assertValid(copies);
      await recording.capture.flush();
      const printed = lines(print(name, '--format', 'json', '--decode', '--chain', 'main'));
      const messages = printed.filter(({ message_type }) => message_type !== undefined);
      assert.equal(copies.length, messages.length);
      for (const [position, { row, summary, ...rest }] of copies.entries()) {
        assert.equal(typeof row, 'number');
        assert.equal(typeof summary, 'string');
        assert.deepEqual(Object.keys(rest), Object.keys(messages[position]!));
      }
    }
  });
});
