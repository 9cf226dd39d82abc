import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { encodeBookmark } from '../../../src/shared/frames/bookmark';
import { temporaryDirectory } from '../support/directory';
import { added, removed } from '../support/effects';
import { connection, EventKind, HELLO, hello, message } from '../support/frames';
import { linesOf, runCli } from '../support/runCli';

const nonce = Buffer.alloc(8, 7);
const hash = Buffer.alloc(32, 0xab);
/** An inv, and the getdata for it: one entry of type MSG_WTX. */
const inventory = Buffer.concat([Buffer.from('0105000000', 'hex'), hash]);

/** Events at 1, 2 … 6 s of the monotonic clock; that is 0 to 5 s after the hello's moment. */
const frames = [
  connection(EventKind.InboundConnection, { peer: 1, timeNs: 1e9, address: '1.2.3.4:5' }),
  message({ peer: 1, type: 'ping', payload: nonce, timeNs: 2e9 }),
  message({ peer: 1, type: 'pong', payload: nonce, direction: 'outbound', timeNs: 2.5e9 }),
  message({ peer: 2, type: 'inv', payload: inventory, timeNs: 4e9, lost: 4 }),
  message({ peer: 2, type: 'getdata', payload: inventory, direction: 'outbound', timeNs: 5e9 }),
  message({ peer: 1, type: 'ping', payload: Buffer.alloc(8, 9), timeNs: 6e9 }),
];

describe('a selection', () => {
  const path = temporaryDirectory();
  const capture = Buffer.concat([
    hello,
    ...frames,
    encodeBookmark({ row: 3, eventNs: 4e9, text: 'here' }),
  ]);

  before(() => writeFileSync(path('in'), capture));

  function names(file: string, ...args: string[]): string[] {
    const ran = runCli(['print', path(file), '--format', 'json', ...args]);
    assert.equal(ran.status, 0, ran.stderr);
    return linesOf(ran)
      .map((line) => JSON.parse(line) as Record<string, string>)
      .filter((event) => event.bookmark === undefined)
      .map((event) => event.message_type ?? event.tracepoint!);
  }

  it('says so where nothing is of it', () => {
    for (const args of [
      ['--peer', '99'],
      ['--from', '2100-01-01T00:00:00'],
      ['--filter', 'type:addr'],
    ]) {
      const { stdout, stderr, status } = runCli(['print', path('in'), ...args]);
      assert.deepEqual([stdout.length, status], [0, 0]);
      assert.match(stderr, /None of 6 events is what you asked for\.\n$/);
    }
    assert.doesNotMatch(runCli(['print', path('in'), '--peer', '2']).stderr, /None of|leaves out/);
    const others = runCli(['print', path('in'), '--filter', 'event']);
    assert.match(others.stderr, /\d events? that this format leaves out, .*--format text\.\n$/);
    const told = runCli(['print', path('in'), '--filter', 'event', '--format', 'text']);
    assert.doesNotMatch(told.stderr, /leaves out/);
  }).timeout(30_000);

  it('goes by time: of the wall, after the start, before the end, the last ones', () => {
    // The hello says when 1 s of the monotonic clock was.
    const at = (seconds: number) =>
      new Date(Number(HELLO.wallNs / 1_000_000n) + seconds * 1000).toISOString();
    const local = at(3).replace('Z', '');
    const cases: [args: string[], wanted: string[]][] = [
      [
        ['--from', at(3)],
        ['inv', 'getdata', 'ping'],
      ],
      [
        ['--from', at(3), '--to', at(4)],
        ['inv', 'getdata'],
      ],
      [
        [
          '--from',
          `${new Date(new Date(at(3)).getTime() + 3_600_000).toISOString().slice(0, -1)}+01:00`,
        ],
        ['inv', 'getdata', 'ping'],
      ],
      [
        ['--from', local.replace('T', ' ')],
        ['inv', 'getdata', 'ping'],
      ],
      [
        ['--from', '1s', '--until', '1500ms'],
        ['ping', 'pong'],
      ],
      [
        ['--from', '-1s'],
        ['getdata', 'ping'],
      ],
      [
        ['--until', '-4s'],
        ['inbound_connection', 'ping'],
      ],
      [
        ['--last', '2'],
        ['getdata', 'ping'],
      ],
      [
        ['--last', '1s'],
        ['getdata', 'ping'],
      ],
      [
        ['--last', '2', '--filter', 'type:ping'],
        ['ping', 'ping'],
      ],
      [
        ['--peer', '2'],
        ['inv', 'getdata'],
      ],
      [['--peer', '1,3', '--filter', 'type:ping', '--from', '2s'], ['ping']],
    ];
    for (const [args, wanted] of cases)
      assert.deepEqual(names('in', ...args), wanted, args.join(' '));
  }).timeout(60_000);

  it('refuses times that make no sense, and options without effect', () => {
    for (const args of [
      ['--from', 'soon'],
      ['--from', '2026-02-30'],
      ['--last', '0'],
      ['--to', '1s', '--until', '1s'],
      ['--peer', 'me'],
      ['--story', 'xyz'],
      ['--depth', '1'],
      ['--chain', 'main'],
      ['--no-scripts'],
      ['--stats', '--format', 'raw'],
      ['--stats', '--story', 'abababab'],
    ]) {
      const ran = runCli(['print', path('in'), ...args]);
      assert.equal(ran.status, 2, args.join(' '));
      assert.match(ran.stderr, /^error: /, args.join(' '));
    }
  }).timeout(60_000);

  it('is converted: losses and bookmarks stand where they stood', () => {
    const out = path('part.p2ptrace');
    const ran = runCli(['convert', path('in'), out, '--filter', 'type:ping,getdata']);
    assert.match(ran.stderr, /^3 messages, 4 lost in/m);
    assert.deepEqual(names('part.p2ptrace'), ['ping', 'getdata', 'ping']);
    const printed = runCli(['print', out, '--format', 'text']);
    const lines = `${printed.stdout.toString()}${printed.stderr}`;
    assert.match(lines, /4 messages lost here/);
    assert.doesNotMatch(lines, /damaged/);
    const withInv = path('inv.p2ptrace');
    runCli(['convert', path('in'), withInv, '--filter', 'type:inv']);
    const [, bookmark] = linesOf(runCli(['print', withInv, '--format', 'json']));
    const noted = JSON.parse(bookmark!) as { bookmark: string; row: number };
    assert.deepEqual([noted.bookmark, noted.row], ['here', 0]);
    // What is lost before the last event is told though that is left out.
    runCli(['convert', path('in'), out, '--peer', '1', '--force', '--until', '4s']);
    const { stderr } = runCli(['print', out]);
    assert.match(stderr, /4 messages lost here/);
    assert.ok(readFileSync(out).length < capture.length);
  }).timeout(30_000);

  it('is a story: what mentions a hash, the connections of those who did, and who did what', () => {
    writeFileSync(
      path('story'),
      Buffer.concat([
        hello,
        connection(EventKind.InboundConnection, { peer: 2, timeNs: 0.5e9, address: '9.9.9.9:9' }),
        ...frames,
        connection(EventKind.ClosedConnection, { peer: 2, timeNs: 7e9, address: '9.9.9.9:9' }),
      ]),
    );
    const id = hash.toString('hex');
    const text = runCli(['print', path('story'), '--story', id]);
    assert.equal(text.status, 0, text.stderr);
    const lines = linesOf(text);
    assert.equal(lines.length, 7);
    assert.match(lines[0]!, /peer 2 .*connected/);
    assert.equal(
      lines[4],
      'Announced first by peer 2, as far as was traced, asked of peer 2, what the node did with it was not traced.',
    );
    assert.match(
      lines[6]!,
      /^peer 2 .*: announced ← \+0 µs \(inv\), asked → \+1\.0 s \(getdata\)$/,
    );
    // It is told from its first mention, not from when its peer connected.
    writeFileSync(
      path('early'),
      Buffer.concat([
        hello,
        connection(EventKind.InboundConnection, { peer: 2, timeNs: 0, address: '9.9.9.9:9' }),
        ...frames,
        added({ txid: id, timeNs: 9e9 }),
        removed('expiry', { txid: id, timeNs: 12e9 }),
      ]),
    );
    const early = linesOf(runCli(['print', path('early'), '--story', id]));
    assert.match(early.join('\n'), /, evicted: expiry after 8\.0 s\.$/m);
    const objects = linesOf(runCli(['print', path('story'), '--story', id, '--format', 'json']));
    const last = JSON.parse(objects.at(-1)!) as {
      story: string;
      summary: string[];
      peers: Record<string, unknown>[];
    };
    assert.equal(last.story, id);
    assert.equal(last.summary[0], lines[4]);
    // One of the frames says so.
    assert.match(last.summary[1]!, /^Events of the trace were lost/);
    assert.deepEqual(last.peers[0]!.asked, {
      direction: 'outbound',
      message_type: 'getdata',
      since_ns: 1e9,
    });
    const none = runCli(['print', path('story'), '--story', 'deadbeef']);
    assert.deepEqual([none.status, none.stdout.length], [1, 0]);
    assert.match(none.stderr, /No message mentions/);
  }).timeout(30_000);

  it('is counted: by direction, type and peer, with latencies, unanswered requests and losses', () => {
    const text = runCli(['print', path('in'), '--stats']).stdout.toString();
    assert.match(text, /^in +3 +/m);
    assert.match(text, /^ping +2 +40\.0% +2 +0 +16 B +50\d ms +50\d ms +50\d ms +1$/m);
    assert.match(text, /^1 +2 +1 +16 B +8 B +1 +/m);
    assert.match(text, /^peer connected +1$/m);
    assert.match(text, /^Lost \(ring buffer full\): 4$/m);
    const stats = (...args: string[]) =>
      JSON.parse(
        runCli(['print', path('in'), '--stats', '--format', 'json', ...args]).stdout.toString(),
      ) as {
        messages: number;
        out: { messages: number; bytes: number };
        types: { message_type: string; latency_us?: { p50: number }; unanswered: number }[];
        peers: { peer: number; messages: number; unanswered: number }[];
        losses: { count: number }[];
      };
    const all = stats();
    assert.deepEqual([all.messages, all.out], [5, { messages: 2, bytes: 45 }]);
    const ping = all.types.find((type) => type.message_type === 'ping')!;
    assert.equal(ping.unanswered, 1);
    assert.ok(Math.abs(ping.latency_us!.p50 - 500_000) < 10_000);
    assert.deepEqual(
      all.peers.map(({ peer, messages, unanswered }) => [peer, messages, unanswered]),
      [
        [2, 2, 1],
        [1, 3, 1],
      ],
    );
    assert.deepEqual(
      all.losses.map(({ count }) => count),
      [4],
    );
    // An answer that is not selected answers all the same.
    const pings = stats('--filter', 'type:ping');
    assert.equal(pings.messages, 2);
    assert.equal(pings.types[0]!.unanswered, 1);
    assert.ok(Math.abs(pings.types[0]!.latency_us!.p50 - 500_000) < 10_000);
  }).timeout(30_000);

  it('names each option that --chain has an effect with', () => {
    const { stderr } = runCli(['print', path('in'), '--chain', 'main', '--format', 'log']);
    assert.match(stderr, /without --decode, --findings or --format pcapng\n$/);
    const depth = runCli(['print', path('in'), '--no-scripts']);
    assert.match(depth.stderr, /--no-scripts has no effect without --decode\n$/);
  }).timeout(20_000);

  it('refuses an end before the beginning, and takes what only a capture can compare', () => {
    const out = path('backwards.csv');
    for (const [from, until] of [
      ['10s', '5s'],
      ['-5s', '-10s'],
      ['2026-11-29T17:00:01Z', '2026-11-29T18:00:00+01:00'],
    ] as const)
      for (const args of [
        ['print', path('in'), '--from', from, '--until', until],
        ['print', path('in'), '--from', from, '--to', until],
        ['convert', path('in'), out, '--from', from, '--until', until],
      ]) {
        const { status, stderr } = runCli(args);
        assert.equal(status, 2, args.join(' '));
        assert.match(stderr, /^error: --from is later than the end/);
      }
    for (const [from, until] of [
      ['1s', '1s'],
      ['-1s', '1s'],
      ['1s', '-1s'],
      ['2000-01-01T00:00Z', '1s'],
    ] as const)
      assert.equal(runCli(['print', path('in'), '--from', from, '--until', until]).status, 0);
  }).timeout(60_000);

  it('of nothing is told as that', () => {
    writeFileSync(path('empty'), hello);
    for (const args of [[], ['--format', 'json'], ['--peer', '1']]) {
      const { stderr, status } = runCli(['print', path('empty'), ...args]);
      assert.equal(status, 0);
      assert.ok(stderr.endsWith(`${path('empty')} has no events.\n`), stderr);
    }
    assert.match(
      runCli(['print', '-'], { input: hello }).stderr,
      /^standard input has no events\.$/m,
    );
    writeFileSync(path('others'), Buffer.concat([hello, frames[0]!]));
    const { stderr } = runCli(['print', path('others')]);
    assert.match(stderr, /1 event that this format leaves out/);
    assert.doesNotMatch(runCli(['print', path('in')]).stderr, /no events|leaves out/);
  }).timeout(60_000);
});
