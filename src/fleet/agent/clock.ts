import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Hello } from '../../shared/frames/hello';
import type { NodeClock } from '../../shared/frames/nodeClock';
import type { ClockState } from '../wire/about';
import type { Moment } from './batcher';
import { DRIFT, readChrony, readNtpd, readSynchronized, readTimesyncd } from './clockPrograms';

/** Nanoseconds by which both clocks may differ from what was measured before the difference is measured anew. */
const STEP = 50_000_000n;
/** Nanoseconds between two questions to the programs that set the clock. */
const ASK_EVERY = 60_000_000_000n;

type Asks = () => Promise<ClockState>;

/**
 * Both clocks of this machine at one moment, as the helper measured their difference, until the clock is set; and by how much
 * the first may be wrong, as the program says that sets it.
 */
export class Clock {
  private difference: bigint;
  private asked: { at: bigint; state: Promise<ClockState> } | undefined;
  /** What was answered last, and when it was asked for. */
  private answered: { at: bigint; state: ClockState } | undefined;
  private readonly boot = bootNumber();

  constructor(
    { wallNs, monotonicNs }: Pick<Hello, 'wallNs' | 'monotonicNs'>,
    private readonly ask: Asks = clockState,
  ) {
    this.difference = wallNs - monotonicNs;
    void this.state();
  }

  now(): Moment {
    const monotonicNs = process.hrtime.bigint();
    const difference = BigInt(Date.now()) * 1_000_000n - monotonicNs;
    const moved = difference - this.difference;
    if (moved > STEP || moved < -STEP) this.difference = difference;
    void this.state();
    return { wallNs: monotonicNs + this.difference, monotonicNs, clock: this.clockAt(monotonicNs) };
  }

  /** How well the clock is set; asked for at most once a minute. */
  state(): Promise<ClockState> {
    const at = process.hrtime.bigint();
    if (this.asked && at - this.asked.at < ASK_EVERY) return this.asked.state;
    const state = this.ask().then((answer) => {
      this.answered = { at, state: answer };
      return answer;
    });
    this.asked = { at, state };
    return state;
  }

  private clockAt(monotonicNs: bigint): NodeClock {
    const { boot } = this;
    const most = this.answered?.state.maxErrorMs;
    if (most === undefined) return boot;
    const since = Number(monotonicNs - this.answered!.at) / 1e9;
    return { ...boot, errorUs: Math.ceil(most * 1000 + since * DRIFT) };
  }
}

/** The same for all that runs on this machine until it is booted again, and tells nobody which machine it is. */
function bootNumber(): Pick<NodeClock, 'boot'> {
  try {
    const id = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return { boot: createHash('sha256').update(id).digest('hex').slice(0, 16) };
  } catch {
    return {};
  }
}

const run = promisify(execFile);

const PROGRAMS = [
  { command: ['chronyc', '-c', 'tracking'], read: readChrony },
  { command: ['ntpq', '-n', '-c', 'rv'], read: readNtpd },
  { command: ['timedatectl', 'timesync-status', '--no-pager'], read: readTimesyncd },
  { command: ['timedatectl', 'show', '--property=NTPSynchronized'], read: readSynchronized },
] as const;

/** How well the clock is set, by the first program that tells; @returns `synchronized: false` where none does. */
async function clockState(): Promise<ClockState> {
  let known: ClockState = { synchronized: false };
  for (const { command, read } of PROGRAMS) {
    const [file, ...args] = command;
    const env = { ...process.env, LC_ALL: 'C' };
    const said = await run(file, args, { timeout: 2000, env }).catch(() => undefined);
    const state = said && read(said.stdout);
    if (state?.maxErrorMs !== undefined) return state;
    if (state) known = state;
  }
  return known;
}
