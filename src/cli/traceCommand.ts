import { join } from 'node:path';
import type { EventFormat } from '../capture/export/exporter';
import { NodeFrames } from '../capture/sources/nodeFrames';
import { identify } from '../client/nodeFacts';
import { processesOf } from '../client/silence';
import { Trace, type TraceEnd } from '../client/trace';
import { DisposableList, type Disposable } from '../shared/disposable';
import { notDelivered } from '../shared/errors/traceErrors';
import { visible } from '../shared/text/visible';
import { chooseLauncher } from './chooseLauncher';
import { coloured } from './colour';
import { chooseTarget } from './chooseTarget';
import { filterOf, type MonitorFlags, type RecordFlags, type TraceFlags } from './cliOptions';
import { DestinationSink, type Destination } from './destination';
import { Ending } from './ending';
import { ExportDestination, ExportFileDestination } from './exportDestination';
import { dieOf, onInterrupt } from './interrupt';
import { MonitorDestination } from './monitor/monitorDestination';
import { watchNodes } from './nodeWatch';
import { say, sayError } from './output';
import { RecordDestination } from './recordDestination';
import { sayIfSilent } from './sayIfSilent';
import type { FleetFlags } from './fleet/fleetFlags';
import { PublishDestination, type PublishOptions } from './fleet/publishDestination';
import { runFleet } from './fleet/readFleet';
import { Tally } from './tally';
import { sayUnattached } from './unattached';

/** Prints a live trace. @throws UserError; the system's error when nobody reads any more. */
export async function printTrace(
  format: EventFormat,
  flags: TraceFlags & FleetFlags,
): Promise<void> {
  const destination = new ExportDestination(coloured(format));
  // What is not printed need not be captured, nor be reported as cut.
  const { needsPayloads } = format;
  const wanted = needsPayloads ? flags : { ...flags, snapLength: 0 };
  await run(wanted, new Tally(flags.count, needsPayloads), destination);
}

/**
 * Records a live trace into a file.
 * @param format Other than that of a capture file.
 * @throws UserError
 */
export async function recordTrace(
  path: string,
  format: EventFormat | undefined,
  { force = false, limit, ...flags }: RecordFlags & FleetFlags,
): Promise<void> {
  const destination = format
    ? await ExportFileDestination.claim(path, format, force)
    : await RecordDestination.claim(path, { overwrite: force, limitBytes: limit });
  await run(flags, new Tally(flags.count), destination);
}

/** Publishes a live trace to a NATS server. @throws UserError */
export async function publishTrace(flags: TraceFlags, options: PublishOptions): Promise<void> {
  await runTrace(flags, new Tally(), await PublishDestination.connect(options));
}

/** Shows a live trace in the terminal. @throws UserError */
export async function monitorTrace({
  record,
  force,
  limit,
  ...flags
}: MonitorFlags): Promise<void> {
  const destination = await MonitorDestination.claim(record, {
    overwrite: force ?? false,
    limitBytes: limit,
  });
  await runTrace(flags, new Tally(), destination);
}

/** Gives a destination what a node of this machine does, or what those of a fleet publish. */
async function run(
  flags: TraceFlags & FleetFlags,
  tally: Tally,
  destination: Destination,
): Promise<void> {
  return flags.nats === undefined
    ? runTrace(flags, tally, destination)
    : runFleet(flags, tally, destination);
}

async function runTrace(flags: TraceFlags, tally: Tally, destination: Destination): Promise<void> {
  const sink = new DestinationSink(destination, tally);
  const lifetime = new DisposableList();
  const cancel = new AbortController();
  let ending: Ending | undefined;
  let frames: NodeFrames | undefined;
  const interrupts = lifetime.add(
    onInterrupt((signal) => {
      if (ending) ending.interrupt(signal);
      else cancel.abort();
      // One more ends this process, whatever it is about.
      if (ending?.impatience ?? cancel.signal.aborted) interrupts.dispose();
    }),
  );

  try {
    const target = await chooseTarget(flags);
    let ruined: Error | undefined;
    const nodes = lifetime.add(
      watchNodes(
        target,
        (problem) => {
          ruined = problem;
          ending?.stop('node-ended');
        },
        (pid) => {
          frames?.forget(pid);
          destination.nodeEnded?.(pid);
        },
      ),
    );
    const facts = target.kind === 'node' ? await identify(target.pid) : undefined;
    const trace = await Trace.start({
      target,
      ringSize: flags.ringSize,
      snapLength: flags.snapLength,
      filter: filterOf(flags),
      coins: flags.coins,
      launcher: chooseLauncher(__dirname),
      helperPath: join(__dirname, 'helper.js'),
      signal: cancel.signal,
      onNotice: (notice) => say(notice.toString()),
    });
    const ends = (ending = lifetime.add(new Ending(trace, sink, destination.waitsFor)));
    const silence = lifetime.add(sayIfSilent(trace, target, filterOf(flags)));
    const names = (frames = new NodeFrames(trace.hello, identify));
    if (target.kind === 'node' && facts) names.know(target.pid, facts);
    // Those that run already may say nothing before they end.
    if (target.kind === 'binary')
      void processesOf(target).then(
        (pids) => pids.forEach((pid) => names.meet(pid)),
        () => undefined,
      );
    trace.flow(async (run) => {
      nodes.see(run);
      silence.takes(run);
      const taken = sink.take(names.take(run));
      // No event after the last wanted one is worth the node's time, however slow the reader is.
      if (sink.done) ends.stop();
      await taken;
      silence.took();
      if (sink.done) ends.stop();
    });
    nodes.begin();
    if (cancel.signal.aborted) ending.stop();
    if (flags.duration !== undefined) lifetime.add(stopAfter(flags.duration, ending));
    const { binary, tracepoints } = trace.hello;
    say(`Tracing ${visible(binary)} (${tracepoints.length} tracepoints). Ctrl-C stops.`);
    sayUnattached(trace.hello);
    await destination.begin?.();
    const end = await trace.ended;
    await sink.append(await names.rest());
    await sink.settled();
    const problem = (await close({ end, sink, tally, destination })) ?? ruined;
    if (!ending.impatience) {
      if (problem) throw problem;
      return;
    }
    if (problem) sayError(problem.toString());
    await dieOf(ending.impatience);
  } finally {
    lifetime.dispose();
    // What went wrong with the destination is told already.
    await destination.close(0).catch(() => undefined);
  }
}

interface Ended {
  end: TraceEnd;
  sink: DestinationSink;
  tally: Tally;
  destination: Destination;
}

/** Says what came of the trace. @returns An error where that is not what was wanted. */
async function close({ end, sink, tally, destination }: Ended): Promise<Error | undefined> {
  const complete = tally.full || end.complete;
  const failure = await destination.close(complete ? tally.lostAtEnd : 0).then(
    () => sink.failure,
    (error: unknown) => sink.failure ?? (error as Error),
  );
  const missed = sink.waiting;
  say(tally.closingLine({ complete, missed, how: destination.missed }));
  if (failure) return failure;
  if (end.error && !tally.full) return end.error;
  return missed > 0 ? notDelivered(missed) : undefined;
}

/** @param seconds From the moment that the probes are attached. */
function stopAfter(seconds: number, ending: Ending): Disposable {
  const timer = setTimeout(() => ending.stop(), seconds * 1000);
  return { dispose: () => clearTimeout(timer) };
}
