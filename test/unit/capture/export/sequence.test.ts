import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { formatOf } from '../../../../src/capture/export/formats';
import type { TextFormat } from '../../../../src/capture/export/exporter';
import { summaryOf } from '../../../../src/capture/query/readEvent';
import { decodeEvent, type ProbeEvent } from '../../../../src/shared/events/event';
import { visible } from '../../../../src/shared/text/visible';
import {
  connection,
  EventFlag,
  EventKind,
  HELLO,
  message,
  misbehaving,
} from '../../support/frames';
import { Random } from '../../support/random';

/** What each language of diagrams could take for something else than text. */
const TRAPS = [
  ...[
    '%%{init: {}}%%',
    '%% comment',
    '#35;',
    '#lt;b#gt;',
    '; p1->>n1: x',
    'end',
    'a\nend',
    'wrap:x',
    'nowrap:',
  ],
  ...[
    '$$x^2$$',
    '<br/>',
    '<script>x()</script>',
    '<img src=x>',
    '\\n',
    '--',
    '-->>',
    '->>',
    'link p1: a @ b',
  ],
  ...[
    'click p1 "x"',
    'participant z',
    'Note over',
    'loop x',
    'rect red',
    'box',
    'title x',
    'accTitle: x',
  ],
  ...[
    '@enduml',
    '@startuml',
    '!include x',
    "' comment",
    "/' x '/",
    '== x ==',
    '...',
    '..x..',
    '||45||',
  ],
  ...[
    '**b**',
    '//i//',
    '""m""',
    '__u__',
    '~~w~~',
    '--s--',
    '<b>x</b>',
    '<color:red>',
    '<U+0041>',
    '&#65;',
  ],
  ...[
    '[[http://x]]',
    '<img:/etc/passwd>',
    '<&bell>',
    '<$s>',
    '%date()',
    '$var',
    '~**',
    '* li',
    '# li',
    '|a|b|',
  ],
  ...[
    '"',
    "'",
    '`',
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    ':',
    '=',
    '_',
    '/',
    '|',
    '~',
    '^',
    '&',
    '\\',
    '\t',
    '\r\n',
  ],
  ...['\u202ex', '\u0000', 'é', '…', '→', '\u{1f600}', 'ﬂ°°65¶ß'],
];

function events(frames: readonly Buffer[]): ProbeEvent[] {
  return frames.map((frame) => decodeEvent(frame) as ProbeEvent);
}

function drawn(id: string, all: readonly ProbeEvent[]): { text: string; leftOut: number } {
  const exporter = (formatOf(id) as TextFormat).create();
  let text = exporter.begin!();
  for (const [row, event] of all.entries()) {
    const address = 'address' in event ? event.address : '10.0.0.9:8333';
    for (const piece of exporter.event(event, HELLO, { row, address })) text += piece;
  }
  return { text: text + exporter.end!(), leftOut: exporter.leftOut! };
}

/** Each trap as a type, an address, a connection type, a user agent and a reason. */
function trapped(): ProbeEvent[] {
  const random = new Random(3);
  const mixed = Array.from({ length: 60 }, () =>
    Array.from({ length: 4 }, () => random.pick(TRAPS)).join(random.below(2) === 0 ? '' : ' '),
  );
  const latin1 = (text: string) => Buffer.from(text).toString('latin1');
  const frames = [...TRAPS, ...mixed].flatMap((text, peer) => {
    const about = { peer, address: latin1(text).slice(0, 250), timeNs: 2e9 + peer * 1000 };
    const agent = Buffer.from(text).subarray(0, 200);
    const payload = Buffer.concat([
      Buffer.alloc(80),
      Buffer.of(agent.length),
      agent,
      Buffer.alloc(5),
    ]);
    return [
      connection(EventKind.InboundConnection, {
        ...about,
        connectionType: latin1(text).slice(0, 20),
      }),
      message({ ...about, type: latin1(text).slice(0, 12) }),
      message({ ...about, type: 'version', payload, direction: 'outbound' }),
      misbehaving(latin1(text).slice(0, 120), about),
    ];
  });
  return events(frames);
}

/** What is written of an event, as it is to be read. */
function expected(event: ProbeEvent): string {
  const summary = summaryOf(event);
  return event.kind === 'message'
    ? `${summary} (${event.size} byte${event.size === 1 ? '' : 's'})`
    : summary;
}

/** White space counts as one blank, as it does wherever a diagram is drawn. */
function even(text: string): string {
  return text.replace(/[\s\u00a0]+/g, ' ').trim();
}

interface Db {
  getMessages(): { from: string; to: string; message: string; type: number }[];
  getActors(): Map<string, { description: string }>;
}

/** As Mermaid reads it. */
async function mermaid(text: string): Promise<Db> {
  const { default: library } = await import('mermaid');
  assert.deepEqual((await library.parse(text)).diagramType, 'sequence');
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else tells what was read
  const { db } = await library.mermaidAPI.getDiagramFromText(text);
  return db as unknown as Db;
}

/** Characters by number, which Mermaid keeps in a form of its own until it draws. */
function read(text: string): string {
  return text.replace(/ﬂ°°(\d+)¶ß/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

/** The texts that PlantUML draws. */
function plantuml(text: string): string[] {
  const args = ['-Djava.awt.headless=true', '-jar', '/usr/share/plantuml/plantuml.jar'];
  const { stdout, stderr, status, error } = spawnSync(
    'java',
    [...args, '-charset', 'UTF-8', '-tsvg', '-pipe'],
    {
      input: text,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 ** 2,
    },
  );
  assert.equal(error, undefined, 'java and plantuml are needed: apt-get install plantuml');
  assert.equal(status, 0, stderr);
  assert.doesNotMatch(stdout, /<image|<a |xlink:href/);
  const texts = [...stdout.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, inside]) => inside!);
  return texts.map((each) =>
    each.replace(/&#(\d+);|&(lt|gt|amp|quot);/g, (_, code?: string, name?: string) =>
      code ? String.fromCodePoint(Number(code)) : { lt: '<', gt: '>', amp: '&', quot: '"' }[name!]!,
    ),
  );
}

describe('a sequence diagram', function () {
  this.timeout(120_000);

  it('is read by Mermaid as what it says, whatever peers choose', async () => {
    const all = trapped();
    for (let from = 0; from < all.length; from += 80) {
      const some = all.slice(from, from + 80);
      const { text, leftOut } = drawn('mermaid', some);
      assert.equal(leftOut, 0);
      assert.match(text, /^[ -~\n]*$/);
      const db = await mermaid(text);
      const peers = new Set(some.map(({ peer }) => peer));
      assert.equal(db.getActors().size, peers.size + 1);
      const labels = [...db.getActors().values()].map(({ description }) => even(read(description)));
      for (const event of some)
        if ('address' in event)
          assert.ok(
            labels.includes(even(`peer ${event.peer} ${visible(event.address)}`)),
            event.address,
          );
      const messages = db.getMessages().map(({ message }) => even(read(message)));
      // The first note tells the time.
      assert.deepEqual(
        messages.slice(1),
        some.map((event) => even(expected(event))),
      );
    }
  });

  it('is read by PlantUML as what it says, whatever peers choose', () => {
    const all = trapped();
    const { text, leftOut } = drawn('plantuml', all);
    assert.equal(leftOut, 0);
    assert.match(text, /^[ -~\n]*$/);
    const texts = plantuml(text).map(even);
    assert.ok(!texts.some((each) => /syntax error/i.test(each)));
    const once = new Set(texts);
    for (const event of all) assert.ok(once.has(even(expected(event))), expected(event));
    const labels = all.flatMap((event) =>
      'address' in event ? [even(`peer ${event.peer} ${visible(event.address)}`)] : [],
    );
    for (const label of labels) assert.ok(once.has(label), label);
  });

  it('that is broken is found out by these very tests', async () => {
    await assert.rejects(mermaid('sequenceDiagram\n  n1->>p2 ping; end\n'));
    const args = ['-jar', '/usr/share/plantuml/plantuml.jar', '-syntax'];
    const { stdout } = spawnSync('java', args, {
      input: '@startuml\nn1 ->>> ???\n@enduml\n',
      encoding: 'utf8',
    });
    assert.match(stdout, /^ERROR/);
  });

  it('notes losses of each cause where they are, at the end too, and the names of peers', () => {
    for (const id of ['mermaid', 'plantuml']) {
      const exporter = (formatOf(id) as TextFormat).create();
      const [first] = events([message({ peer: 4, lost: 3 })]);
      const lines = [
        exporter.gap!({ count: 3, cause: 'ring-full' }),
        exporter.gap!({ count: 1, cause: 'damaged' }),
        ...exporter.event(first!, HELLO, { row: 0, address: '', name: 'friend' }),
        exporter.gap!({ count: 2, cause: 'uncaptured' }),
        exporter.end!(),
      ].join('');
      const [ring, damaged, said, after] = [
        '3 messages lost here (ring buffer full)',
        '1 message lost here (part of the capture is damaged)',
        'friend (127.0.0.1',
        '2 messages lost here (packets were not captured)',
      ].map((text) => lines.indexOf(text));
      assert.ok(said! > 0 && ring! > said! && damaged! > ring! && after! > damaged!, lines);
      assert.equal(lines.split('lost here').length, 4);
    }
  });

  it('has nodes and peers in order, arrows both ways, losses, silences and answers', async () => {
    const some = events([
      connection(EventKind.OutboundConnection, { peer: 4, connectionType: 'manual', timeNs: 2e9 }),
      message({
        peer: 4,
        type: 'ping',
        payload: Buffer.alloc(8, 1),
        direction: 'outbound',
        timeNs: 2e9,
      }),
      message({
        peer: 4,
        type: 'pong',
        payload: Buffer.alloc(8, 1),
        timeNs: 2e9 + 1_234_000,
        lost: 3,
      }),
      message({
        peer: 4,
        type: 'tx',
        payload: Buffer.alloc(2),
        size: 90n,
        flags: EventFlag.Truncated,
        timeNs: 9e9,
      }),
      message({ pid: 7, peer: 4, type: 'verack', timeNs: 9e9 }),
    ]);
    assert.equal(
      drawn('plantuml', some).text.replaceAll('<U+003A>', ':').replaceAll('<U+002D>', '-'),
      `@startuml
participant "node (4242)" as n1
participant "peer 4 127.0.0.1:8333" as p2
note over n1 : 2023-11-14T22:13:21.000000Z
note over p2 : connected (manual)
n1 -> p2 : ping 0x0101010101010101 (8 bytes)
note over n1 : 3 messages lost here (ring buffer full)
p2 --> n1 : pong 0x0101010101010101 (8 bytes, after 1.2 ms)
note over n1 : 7.0 s later, 2023-11-14T22:13:28.000000Z
p2 -> n1 : tx (only 2 of 90 bytes)
participant "node (7)" as n3
participant "peer 4 127.0.0.1:8333" as p4
p4 -> n3 : verack (0 bytes)
@enduml
`,
    );
    const db = await mermaid(drawn('mermaid', some).text);
    assert.deepEqual([...db.getActors().keys()], ['n1', 'p2', 'n3', 'p4']);
    assert.deepEqual(
      db.getMessages().map(({ from, to }) => `${from} ${to}`),
      ['n1 n1', 'p2 p2', 'n1 p2', 'n1 n1', 'p2 n1', 'n1 n1', 'p2 n1', 'p4 n3'],
    );
  });

  it('holds as much as can be drawn, and says what it leaves out', async () => {
    const many = events(
      Array.from({ length: 3000 }, (_, i) =>
        message({ peer: i % 5, type: 'ping', payload: Buffer.alloc(8, i) }),
      ),
    );
    const { text, leftOut } = drawn('mermaid', many);
    assert.ok(text.length <= 50_000 && text.length > 45_000, String(text.length));
    assert.ok(leftOut > 1000 && leftOut < 3000);
    const messages = (await mermaid(text)).getMessages();
    // With the note of the time, and the one of what is left out.
    assert.equal(messages.length, 3000 - leftOut + 2);
    const last = `${leftOut.toLocaleString('en')} later events left out: a diagram holds no more`;
    assert.equal(read(messages.at(-1)!.message), last);
    const uml = drawn('plantuml', many);
    assert.equal(uml.leftOut, 1000);
    assert.match(uml.text, /1,000 later events left out/);
  });

  it('of nothing is one too', async () => {
    assert.equal((await mermaid(drawn('mermaid', []).text)).getActors().size, 1);
    assert.ok(plantuml(drawn('plantuml', []).text).includes('no events'));
  });
});
