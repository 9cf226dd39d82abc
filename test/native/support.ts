import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { descriptorOf } from '../../src/shared/helper/descriptorOf';
import type { Addon, Tracer, TracerOptions } from '../../src/shared/helper/addon';
import {
  decodeEvent,
  type MessageEvent,
  type ProbeEvent,
  type StatisticsEvent,
  isProbeEvent,
} from '../../src/shared/events/event';
import { FrameSplitter } from '../../src/shared/frames/frameSplitter';
import { forEachFrame } from '../unit/support/forEachFrame';
import { MAX_PAYLOAD } from '../../src/shared/frames/layout';
import { encodeFilter } from '../../src/shared/helper/traceFilter';

const dist = resolve('dist/native');
export const session = join(dist, 'demo-session.p2ptrace.gz');

export const addonPath = join(dist, 'p2p_trace.node');

let folder: string | undefined;

/** A copy of the demo node: a trace is of a file, and somebody else may be tracing the original. */
export function demoNode(): string {
  if (folder === undefined) {
    folder = mkdtempSync(join(tmpdir(), 'p2p-trace-native-'));
    copyFileSync(join(dist, 'demo-node'), join(folder, 'demo-node'));
    process.on('exit', () => rmSync(folder!, { recursive: true }));
  }
  return join(folder, 'demo-node');
}

/** Opens for the demo node; by default whole messages, any process, the default ring buffer. */
export function openTracer(options: Partial<TracerOptions> = {}): Tracer {
  if (process.getuid?.() !== 0)
    throw new Error('the native tests trace with real eBPF: run them as root, as `sudo npm test`');
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const addon = require(addonPath) as Addon;
  const tracer = addon.open({
    binary: demoNode(),
    ringSize: 64 << 20,
    snapLength: MAX_PAYLOAD,
    filter: encodeFilter({}),
    coins: false,
    ...options,
  });
  tracers.push(tracer);
  return tracer;
}

/** A test that fails half way leaves nothing attached, and mocha may end. */
const tracers: Tracer[] = [];
afterEach(() => {
  for (const tracer of tracers.splice(0)) tracer.stop();
});

/** A process of {@link demoNode}. */
export class RunningNode {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterator<string>,
  ) {}

  static async start(...args: string[]): Promise<RunningNode> {
    const child = spawn(demoNode(), ['--with-parent', ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const node = new RunningNode(
      child,
      createInterface({ input: child.stdout })[Symbol.asyncIterator](),
    );
    assert.equal(await node.line(), `ready ${String(child.pid)}`);
    return node;
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** @returns nanoseconds that a burst took. */
  async fired(): Promise<number> {
    const line = await this.line();
    assert.match(line, /^elapsed \d+$/);
    return Number(line.slice('elapsed '.length));
  }

  async ended(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null)
      await once(this.child, 'exit');
    assert.equal(this.child.exitCode, 0);
  }

  /** For one that plays for ever. */
  kill(): void {
    this.child.kill();
  }

  private async line(): Promise<string> {
    const next = await this.lines.next();
    return next.done ? '' : next.value;
  }
}

export interface Traced {
  events: ProbeEvent[];
  /** The final ones. */
  statistics: StatisticsEvent;
}

/**
 * All events with the statistics between them; begins before it returns. Resolves after `tracer.stop`.
 * @param reading When something is read.
 */
export async function collectAll(
  tracer: Tracer,
  reading = Promise.resolve(),
): Promise<(ProbeEvent | StatisticsEvent)[]> {
  const { sender, receiver } = socketPair();
  tracer.start(descriptorOf(sender), () => sender.end());
  await reading;
  const events: (ProbeEvent | StatisticsEvent)[] = [];
  const splitter = new FrameSplitter();
  for await (const chunk of await receiver)
    for (const run of splitter.push(chunk as Buffer))
      forEachFrame(run, (frame) => {
        const event = decodeEvent(Buffer.from(frame));
        assert.ok(event && (isProbeEvent(event) || event.kind === 'statistics'));
        events.push(event);
      });
  return events;
}

/** Two ends of a connection; who receives is paused. */
export function socketPair(): { sender: Socket; receiver: Promise<Socket> } {
  const path = join(tmpdir(), `p2p-trace-${process.pid}-${sockets++}.sock`);
  const server = createServer({ pauseOnConnect: true }).listen(path);
  const sender = connect(path);
  const receiver = once(server, 'connection').then(([socket]) => {
    server.close();
    return socket as Socket;
  });
  return { sender, receiver };
}

let sockets = 0;

/** The same with the statistics apart. */
export async function collect(tracer: Tracer, reading?: Promise<void>): Promise<Traced> {
  const events = await collectAll(tracer, reading);
  const statistics = events.at(-1);
  assert.ok(statistics?.kind === 'statistics', 'the last frame is the statistics');
  return { events: events.filter((event) => event.kind !== 'statistics'), statistics };
}

/** Traces one run of a demo node that ends by itself. */
export async function traceRun(tracer: Tracer, ...args: string[]): Promise<Traced> {
  const traced = collect(tracer);
  const node = await RunningNode.start('--wait', ...args);
  await node.ended();
  tracer.stop();
  return traced;
}

export function messages(traced: Traced): MessageEvent[] {
  return traced.events.map((event) => {
    assert.ok(event.kind === 'message');
    return event;
  });
}

/** Payload of a burst (see native/demo-node/burst.h). */
export function burstPayload(size: number, peer: number, index: number): Buffer {
  const stamp = Buffer.alloc(8);
  stamp.writeUInt32LE(index, 0);
  stamp.writeUInt32LE(peer, 4);
  const payload = Buffer.from(patternOf(size));
  for (let at = 0; at < size; at += 4096) stamp.copy(payload, at);
  return payload;
}

let pattern = Buffer.alloc(0);

function patternOf(size: number): Buffer {
  if (pattern.length < size)
    pattern = Buffer.from(Uint8Array.from({ length: size }, (_, i) => (i * 7) % 251));
  return pattern.subarray(0, size);
}
