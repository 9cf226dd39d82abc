import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Capture } from '../../capture/capture';
import { FleetSource } from '../../fleet/reader/fleetSource';
import { dieOf, onInterrupt } from '../interrupt';
import { say } from '../output';
import { serverOf, unixMsOf, type FleetFlags } from './fleetFlags';

/**
 * Keeps what a stream holds of a fleet in a capture of its own while `use` reads it, so that everything that can be
 * asked of a capture can be asked of a fleet. @throws UserError
 */
export async function withFleetCapture(
  flags: FleetFlags,
  use: (path: string) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'bitcoin-p2p-trace-fleet-'));
  const clean = () => rm(directory, { recursive: true, force: true });
  const interrupts = onInterrupt((signal) => void clean().then(() => dieOf(signal)));
  try {
    const path = join(directory, 'fleet.p2ptrace');
    await load(flags, path);
    interrupts.dispose();
    await use(path);
  } finally {
    interrupts.dispose();
    await clean();
  }
}

async function load(flags: FleetFlags, path: string): Promise<void> {
  const { stream, node: nodes, from } = flags;
  // Without a beginning it is all that there is.
  const options = { stream, nodes, from: unixMsOf(from) ?? 0, untilNow: true };
  const source = await FleetSource.open(serverOf(flags), options, (notice) =>
    say(notice.toString()),
  );
  let capture: Capture | undefined;
  try {
    capture = await Capture.create(path);
    const into = capture;
    source.flow((run) => into.append(run));
    const { error } = await source.ended;
    if (error) throw error;
  } finally {
    source.dispose();
    await capture?.close();
  }
}
