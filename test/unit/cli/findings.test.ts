import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { encodeGap } from '../../../src/capture/store/gapFrame';
import { encodeNode } from '../../../src/shared/frames/node';
import { GapFrameCause } from '../../../src/shared/frames/layout';
import {
  hashOf,
  headers,
  header,
  inventory,
  many,
  sendcmpct,
  version,
} from '../bitcoin/conversation/talk';
import { temporaryDirectory } from '../support/directory';
import {
  connection,
  EventFlag,
  EventKind,
  hello,
  message,
  misbehaving,
  NODE,
  type MessageFields,
} from '../support/frames';
import { linesOf, runCli } from '../support/runCli';

const WTX = 5;
const tooMany = many(50_001, 36);

interface Printed {
  rule: string;
  severity: string;
  peer: number;
  rows: number[];
  text: string;
  time: string;
}

/** Numbers frames as a trace does. */
class Frames {
  readonly list: Buffer[] = [hello];
  private count = 0;

  private next() {
    this.count++;
    return { sequence: this.count, timeNs: this.count * 1e9 };
  }

  opens(peer: number): this {
    this.list.push(connection(EventKind.InboundConnection, { ...this.next(), peer }));
    return this;
  }

  closes(peer: number): this {
    this.list.push(connection(EventKind.ClosedConnection, { ...this.next(), peer }));
    return this;
  }

  punishes(peer: number, reason: string): this {
    this.list.push(misbehaving(reason, { ...this.next(), peer }));
    return this;
  }

  in(
    peer: number,
    type: string,
    payload: Buffer = Buffer.alloc(0),
    more: MessageFields = {},
  ): this {
    this.list.push(message({ ...this.next(), peer, type, payload, direction: 'inbound', ...more }));
    return this;
  }

  out(peer: number, type: string, payload: Buffer = Buffer.alloc(0)): this {
    return this.in(peer, type, payload, { direction: 'outbound' });
  }

  greets(peer: number): this {
    this.opens(peer).in(peer, 'version', version()).out(peer, 'version', version());
    for (const type of ['wtxidrelay', 'sendaddrv2', 'verack']) this.in(peer, type).out(peer, type);
    this.out(peer, 'sendcmpct', sendcmpct(0)).in(peer, 'sendcmpct', sendcmpct(0));
    return this.out(peer, 'ping', Buffer.alloc(8, 1)).in(peer, 'pong', Buffer.alloc(8, 1));
  }

  /** Leaves an event out without a word. */
  skip(): this {
    this.next();
    return this;
  }
}

describe('print --findings', () => {
  const path = temporaryDirectory();

  function write({ list }: Frames): void {
    writeFileSync(path('in'), Buffer.concat(list));
  }

  function print(...args: string[]) {
    return runCli(['print', path('in'), '--findings', ...args]);
  }

  function found(...args: string[]): Printed[] {
    const ran = print('--format', 'json', ...args);
    assert.equal(ran.status, 0, ran.stderr);
    return linesOf(ran)
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Printed);
  }

  const rulesOf = (...args: string[]) => found(...args).map(({ rule }) => rule);

  it('has a line for each, by row, and totals', () => {
    const frames = new Frames().greets(3).out(3, 'getdata', inventory(WTX, hashOf(1)));
    frames.in(3, 'inv', tooMany).punishes(3, 'inv message size = \u001b50001').closes(3);
    write(frames);
    const lines = linesOf(print());
    assert.match(
      lines[0]!,
      /^\S+Z peer 3 warning getdata-unannounced {2}The node asks .*\. \(#14\)$/,
    );
    assert.match(
      lines.find((line) => line.includes('punished'))!,
      /peer 3 error punished {2}The node punishes the peer after its inv, for “inv message size = ⟨U\+001B⟩50001”\. \(#16, #15\)$/,
    );
    assert.match(lines.join('\n'), /\n\d findings: 2 errors, 1 warning, 0 notes\n/);

    const ran = print('--format', 'json');
    const objects = linesOf(ran).map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(objects.at(-1), {
      findings: 3,
      counted_only: 0,
      severities: { error: 2, warning: 1, note: 0 },
      rules: {
        'inv-too-large': 1,
        punished: 1,
        'getdata-unannounced': 1,
      },
    });
    const { pid, peer, severity, rule, rows, source } = objects[0]!;
    assert.deepEqual(
      { pid, peer, severity, rule, rows, source },
      {
        pid: 4242,
        peer: 3,
        severity: 'warning',
        rule: 'getdata-unannounced',
        rows: [13],
        source: 'net_processing.cpp, FindTxForGetData; BIP339',
      },
    );
  });

  it('prints what is selected, and looks at everything', () => {
    const tx = many(1, 1);
    write(
      new Frames().greets(1).greets(2).in(1, 'verack', tx).in(2, 'verack').in(2, 'inv', tooMany),
    );
    assert.deepEqual(rulesOf('--peer', '1'), ['second-verack']);
    assert.deepEqual(rulesOf('--filter', 'type:inv'), ['inv-too-large']);
    assert.deepEqual(rulesOf('--last', '2'), ['second-verack', 'inv-too-large']);
    assert.deepEqual(rulesOf('--until', '1s'), []);
  });

  it('fails on request, from a severity on', () => {
    write(new Frames().greets(1).in(1, 'verack'));
    assert.equal(print().status, 0);
    assert.equal(print('--fail-on', 'error').status, 0);
    for (const severity of ['warning', 'note']) {
      const { status, stdout, stderr } = print('--fail-on', severity);
      assert.equal(status, 1);
      assert.match(stdout.toString(), /second-verack/);
      assert.match(
        stderr,
        new RegExp(`1 finding is as grave as --fail-on ${severity} asks for\\.`),
      );
    }
    assert.equal(print('--fail-on', 'note', '--peer', '9').status, 0);
    assert.equal(print('--fail-on', 'fatal').status, 2);
    for (const args of [
      ['--fail-on', 'error'],
      ['--findings', '--stats'],
      ['--findings', '--format', 'csv'],
      ['--findings', '--redact'],
    ])
      assert.equal(runCli(['print', path('in'), ...args]).status, 2, args.join(' '));
  }).timeout(60_000);

  it('is silent where events are missing', () => {
    const gap = (row: number, missing: number) =>
      encodeGap({ row, missing, ringFull: 0, cause: GapFrameCause.Disk });
    const whole = new Frames().greets(1).in(1, 'pong', Buffer.alloc(8, 9));
    write(whole);
    assert.deepEqual(rulesOf(), ['pong-unasked']);
    const lost = new Frames().greets(1);
    write(lost.in(1, 'pong', Buffer.alloc(8, 9), { lost: 3 }));
    assert.deepEqual(rulesOf(), []);
    const marked = new Frames().greets(1);
    marked.list.push(gap(14, 2));
    write(marked.in(1, 'pong', Buffer.alloc(8, 9)));
    assert.deepEqual(rulesOf(), []);
    // Those of another file that was made of a part of it.
    write(new Frames().greets(1).skip().in(1, 'pong', Buffer.alloc(8, 9)));
    assert.deepEqual(rulesOf(), []);
    const cut = { size: 8n, flags: EventFlag.Truncated };
    write(new Frames().greets(1).in(1, 'pong', Buffer.alloc(4, 9), cut));
    assert.deepEqual(rulesOf(), []);
  });

  it('knows the chain from the capture, or by --chain', () => {
    const frames = new Frames().greets(1).in(1, 'headers', headers(header()));
    write(frames);
    assert.deepEqual(rulesOf(), []);
    assert.deepEqual(rulesOf('--chain', 'main'), ['headers-without-work']);
    frames.list.splice(1, 0, encodeNode({ ...NODE, chain: 'main' }));
    write(frames);
    assert.deepEqual(rulesOf(), ['headers-without-work']);
  });
});
