import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { decodeMessage } from '../../src/bitcoin/decodeMessage';
import { describeField } from '../../src/bitcoin/describeField';
import { fieldAt, pathToByte } from '../../src/bitcoin/fieldPath';
import { mentionedHashes } from '../../src/bitcoin/mentionedHashes';
import type { Field } from '../../src/bitcoin/read/field';
import { summarize } from '../../src/bitcoin/summarize';
import { bigBlock } from '../unit/bitcoin/bigBlock';
import { sessionMessages } from '../unit/bitcoin/sessionMessages';
import { hello, message } from '../unit/support/frames';
import { quiet } from './quiet';
import { median, type Row } from './table';

/** What a view asks for at once. */
const PAGE = 200;
/** Messages in the captures that the command line prints. */
const BLOCKS = 50;
const SMALL_ROUNDS = 1000;
/** … and those that other programs print, which are slower. */
const OTHERS_ROUNDS = 30;
/** MB of the command line, its threads included. */
const MOST_MEMORY = 300;

const block = bigBlock();

/**
 * Core's parser ends at a filteradd, as the framework has no class for it that is made without arguments, and makes
 * as many objects as a broken list claims to have.
 */
const small = sessionMessages().filter(
  ({ messageType, payload }) =>
    payload.length > 0 &&
    payload.length <= 100 &&
    messageType !== 'filteradd' &&
    decodeMessage(messageType, payload).error === undefined,
);

function shown(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

function atLeast(what: string, value: number, unit: string, goal?: number): Row {
  const held = goal === undefined ? undefined : value >= goal;
  const text = goal === undefined ? '' : `≥ ${goal.toLocaleString('en')} ${unit}`;
  return { what, goal: text, measured: `${shown(value)} ${unit}`, held };
}

function atMost(what: string, ms: number, goal?: number): Row {
  const held = goal === undefined ? undefined : ms <= goal;
  return {
    what,
    goal: goal === undefined ? '' : `≤ ${goal} ms`,
    measured: `${shown(ms)} ms`,
    held,
  };
}

/** Milliseconds of the processor of the median of `times` runs: what else the machine does is not ours. */
function cost(run: () => unknown, times = 15): number {
  return median(
    Array.from({ length: times }, () => {
      const start = process.cpuUsage();
      run();
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    }),
  );
}

function walk(field: Field): void {
  for (const child of field.children()) walk(child);
}

/** What the inspector needs of a block to show it. */
function outline(): void {
  const { root } = decodeMessage('block', block);
  const vtx = root.child('vtx')!;
  for (const field of root.children().filter(({ derived }) => !derived)) describeField(field);
  for (const tx of vtx.children(0, PAGE)) describeField(tx);
}

function ofBlock(): Row[] {
  const opened = decodeMessage('block', block).root;
  const vtx = opened.child('vtx')!;
  const megabytes = block.length / 1e6;
  const fact = (name: string) => () => decodeMessage('block', block).root.child(name)!.text;
  const page = () => vtx.children(5000, 5000 + PAGE).map((field) => describeField(field));
  const structure = cost(() => decodeMessage('block', block));
  const everything = cost(() => walk(decodeMessage('block', block).root), 3);
  return [
    atMost('outline and first page', cost(outline), 50),
    atLeast('read to its end', (megabytes * 1000) / structure, 'MB/s', 100),
    atLeast('every field of it', (megabytes * 1000) / everything, 'MB/s'),
    atMost('a page in its middle', cost(page)),
    atMost(
      'the field of a byte',
      cost(() => fieldAt(opened, pathToByte(opened, 3_000_000))),
    ),
    atMost('merkle root check', cost(fact('merkle root'), 3)),
    atMost('witness commitment check', cost(fact('witness commitment'), 3)),
    atMost(
      'summary',
      cost(() => summarize('block', block)),
    ),
  ].map((row) => ({ ...row, what: `block of ${shown(megabytes)} MB: ${row.what}` }));
}

function ofSmall(): Row[] {
  const rounds = 50;
  const rate = (run: (messageType: string, payload: Buffer) => unknown): number => {
    const ms = cost(() => {
      for (let round = 0; round < rounds; round++)
        for (const { messageType, payload } of small) run(messageType, payload);
    }, 5);
    return (rounds * small.length * 1000) / ms;
  };
  return [
    atLeast(
      'decoded',
      rate((type, bytes) => decodeMessage(type, bytes).root.children()),
      '/s',
      200_000,
    ),
    atLeast('summarized', rate(summarize), '/s'),
    atLeast('searched for hashes', rate(mentionedHashes), '/s'),
  ].map((row) => ({ ...row, what: `small messages: ${row.what}` }));
}

/** Makes a process, with all its threads, say at its end how much memory it had at most. */
const TELL_MEMORY = `data:text/javascript,import{readFileSync}from"node:fs";process.on("exit",()=>console.error(readFileSync("/proc/self/status","utf8").match(/VmHWM:.*/)[0]))`;

/** What it takes the command line to print a capture. */
interface Printing {
  seconds: number;
  /** Memory at most, MB. */
  megabytes: number;
}

async function printing(path: string, flags: string[], rounds: number): Promise<Printing> {
  const cli = ['--import', TELL_MEMORY, resolve('dist/cli.js')];
  const args = [...cli, 'print', path, '--format', 'json', ...flags];
  const times: number[] = [];
  let megabytes = 0;
  for (let round = 0; round < rounds; round++) {
    await quiet();
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    times.push((performance.now() - start) / 1000);
    if (status !== 0) throw new Error(stderr);
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(stderr)!;
    megabytes = Math.max(megabytes, (Number(kilobytes) * 1024) / 1e6);
  }
  return { seconds: median(times), megabytes };
}

function labelled(what: string, flags: string[]): string {
  return flags.length === 0 ? `${what}, bytes in hex` : `${what}, ${flags.join(' ')}`;
}

/** Seconds that a program takes, whose output is thrown away. */
function seconds(command: string, ...args: string[]): number {
  const start = performance.now();
  const { status, stderr, error } = spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
  return (performance.now() - start) / 1000;
}

/** What others that decode take for the messages of a capture: tshark, and Core's parser where a checkout is named. */
function ofOthers(
  capture: string,
  what: string,
  speedOf: (seconds: number) => [number, string],
): Row[] {
  const convert = (to: string, format: string) =>
    seconds(process.execPath, resolve('dist/cli.js'), 'convert', capture, to, '--to', format);
  convert(`${capture}.pcapng`, 'pcapng');
  const tshark = seconds('tshark', '-r', `${capture}.pcapng`, '-T', 'json');
  const rows = [atLeast(`tshark -T json: ${what}`, ...speedOf(tshark))];
  const core = process.env.BITCOIN_CORE_SOURCE;
  const name = `message-capture-parser.py: ${what}`;
  if (core === undefined) {
    const measured = 'not measured: BITCOIN_CORE_SOURCE names no checkout of Bitcoin Core';
    return [...rows, { what: name, goal: '', measured, held: undefined }];
  }
  convert(`${capture}.core`, 'core');
  const files = readdirSync(`${capture}.core`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.dat'))
    .map((file) => join(`${capture}.core`, file));
  const parser = join(core, 'contrib/message-capture/message-capture-parser.py');
  return [...rows, atLeast(name, ...speedOf(seconds('python3', parser, ...files)))];
}

async function ofCommandLine(rounds: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-decode-'));
  const [blocks, one, messages, few] = ['blocks', 'block', 'small', 'few'].map((name) =>
    join(folder, name),
  );
  const frame = message({ type: 'block', payload: block, address: '127.0.0.1:18444' });
  const frames = small.map(({ messageType: type, payload }) =>
    message({ type, payload, address: '127.0.0.1:18444' }),
  );
  const repeated = (frame: Buffer, times: number) => Array.from({ length: times }, () => frame);
  writeFileSync(blocks!, Buffer.concat([hello, ...repeated(frame, BLOCKS)]));
  writeFileSync(one!, Buffer.concat([hello, frame]));
  const all = Buffer.concat(frames);
  writeFileSync(messages!, Buffer.concat([hello, ...repeated(all, SMALL_ROUNDS)]));
  writeFileSync(few!, Buffer.concat([hello, ...repeated(all, OTHERS_ROUNDS)]));

  const memory = (what: string, megabytes: number): Row => ({
    what: `${what}: memory at most`,
    goal: `≤ ${MOST_MEMORY} MB`,
    measured: `${Math.round(megabytes)} MB`,
    held: megabytes <= MOST_MEMORY,
  });
  const ofBlocks = async (flags: string[], many: boolean, goal?: number) => {
    const bytes = block.length * (many ? BLOCKS : 1);
    const { seconds, megabytes } = await printing(many ? blocks! : one!, flags, rounds);
    const what = labelled('blocks', flags);
    return [atLeast(what, bytes / 1e6 / seconds, 'MB/s', goal), memory(what, megabytes)];
  };
  const ofMessages = async (flags: string[], goal?: number) => {
    const { seconds, megabytes } = await printing(messages!, flags, rounds);
    const what = labelled('small messages', flags);
    const rate = (small.length * SMALL_ROUNDS) / seconds;
    return [atLeast(what, rate, '/s', goal), memory(what, megabytes)];
  };
  try {
    return [
      ...(await ofBlocks([], true)),
      ...(await ofBlocks(['--decode'], true, 20)),
      ...(await ofBlocks(['--decode', '--no-scripts'], true)),
      ...(await ofBlocks(['--decode=full'], false)),
      ...(await ofMessages([])),
      ...(await ofMessages(['--decode'], 200_000)),
      ...(await ofMessages(['--decode=full'])),
    ]
      .map((row) => ({ ...row, what: `print --format json: ${row.what}` }))
      .concat(
        ofOthers(one!, 'a block', (seconds) => [block.length / 1e6 / seconds, 'MB/s']),
        ofOthers(few!, 'small messages', (seconds) => [
          (small.length * OTHERS_ROUNDS) / seconds,
          '/s',
        ]),
      );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** How fast messages are decoded: by the module, and by the command line, which runs `rounds` times. */
export async function decodeFigures(rounds: number): Promise<Row[]> {
  return [...ofBlock(), ...ofSmall(), ...(await ofCommandLine(rounds))];
}
