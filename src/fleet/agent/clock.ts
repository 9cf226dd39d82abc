import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Hello } from '../../shared/frames/hello';
import type { ClockState } from '../wire/about';
import type { Moment } from './batcher';

/** Nanoseconds by which both clocks may differ from what was measured before the difference is measured anew. */
const STEP = 50_000_000n;

/** Both clocks of this machine at one moment, as the helper measured their difference, until the clock is set. */
export class Clock {
  private difference: bigint;

  constructor({ wallNs, monotonicNs }: Pick<Hello, 'wallNs' | 'monotonicNs'>) {
    this.difference = wallNs - monotonicNs;
  }

  now(): Moment {
    const monotonicNs = process.hrtime.bigint();
    const difference = BigInt(Date.now()) * 1_000_000n - monotonicNs;
    const moved = difference - this.difference;
    if (moved > STEP || moved < -STEP) this.difference = difference;
    return { wallNs: monotonicNs + this.difference, monotonicNs };
  }
}

const run = promisify(execFile);

/** How well the clock is set, as far as chrony or systemd tell; @returns `synchronized: false` where neither does. */
export async function clockState(): Promise<ClockState> {
  return (await byChrony()) ?? (await bySystemd()) ?? { synchronized: false };
}

/**
 * `chronyc -c tracking`: fields are separated by commas; [4] offset of the clock, [10] root delay and [11] root
 * dispersion in seconds, [13] the leap status (chronyc's manual, “tracking”).
 */
async function byChrony(): Promise<ClockState | undefined> {
  try {
    const { stdout } = await run('chronyc', ['-c', 'tracking'], { timeout: 2000 });
    const fields = stdout.trim().split(',');
    const [offset, delay, dispersion] = [fields[4], fields[10], fields[11]].map(Number);
    if ([offset, delay, dispersion].some((value) => !Number.isFinite(value))) return undefined;
    // The bound that its manual gives for the error of the clock.
    const maxErrorMs = (Math.abs(offset!) + dispersion! + delay! / 2) * 1000;
    return { synchronized: fields[13] !== 'Not synchronised', maxErrorMs };
  } catch {
    return undefined;
  }
}

async function bySystemd(): Promise<ClockState | undefined> {
  try {
    const { stdout } = await run('timedatectl', ['show', '--property=NTPSynchronized'], {
      timeout: 2000,
    });
    return { synchronized: stdout.trim() === 'NTPSynchronized=yes' };
  } catch {
    return undefined;
  }
}
