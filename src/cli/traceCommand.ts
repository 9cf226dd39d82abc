import { join } from 'node:path';
import { watchProcess } from '../client/processEnd';
import type { SilenceWatch } from '../client/silence';
import { Trace } from '../client/trace';
import { DisposableList, type Disposable } from '../shared/disposable';
import type { TraceFilter } from '../shared/traceFilter';
import { visible } from '../shared/visible';
import { chooseLauncher } from './chooseLauncher';
import { chooseTarget } from './chooseTarget';
import { DIRECTIONS, type RecordFlags, type TraceFlags } from './cliOptions';
import { DestinationSink, type Destination } from './destination';
import { onInterrupt } from './interrupt';
import { say } from './output';
import { RecordDestination } from './recordDestination';
import { sayIfSilent } from './sayIfSilent';
import { Tally } from './tally';
import { TextWriter, type Format } from './textWriter';

/** Prints a live trace. @throws UserError; the system's EPIPE when nobody reads any more. */
export async function printTrace(format: Format, flags: TraceFlags): Promise<void> {
  const writer = new TextWriter(format);
  await runTrace(flags, {
    take: (_, events) => writer.write(events),
    close: () => Promise.resolve(),
  });
}

/** Records a live trace into a file. @throws UserError */
export async function recordTrace(
  path: string,
  { force = false, limit, ...flags }: RecordFlags,
): Promise<void> {
  await runTrace(flags, new RecordDestination(path, force, limit));
}

async function runTrace(flags: TraceFlags, destination: Destination): Promise<void> {
  const target = await chooseTarget(flags);
  const tally = new Tally(flags.count);
  const sink = new DestinationSink(destination, tally);
  const lifetime = new DisposableList();
  const cancel = new AbortController();
  let trace: Trace | undefined;
  let silence: SilenceWatch | undefined;
  const stop = (): void => {
    if (trace) void trace.stop();
    else cancel.abort();
  };
  lifetime.add(onInterrupt(stop));

  try {
    trace = await Trace.start({
      ...{ target, ringSize: flags.ringSize, snapLength: flags.snapLength },
      filter: filterOf(flags),
      launcher: chooseLauncher(__dirname),
      helperPath: join(__dirname, 'helper.js'),
      signal: cancel.signal,
      onNotice: (notice) => say(notice.toString()),
      sink: async (run) => {
        silence?.takes(run);
        await sink.take(run);
        silence?.took();
        if (sink.done) void trace?.stop();
      },
    });
    silence = lifetime.add(sayIfSilent(trace, target, filterOf(flags)));
    if (target.kind === 'node') lifetime.add(stopAtEnd(target.pid, trace));
    if (flags.duration !== undefined) lifetime.add(stopAfter(flags.duration, trace));
    const { binary, tracepoints } = trace.hello;
    say(`Tracing ${visible(binary)} (${tracepoints.length} tracepoints). Ctrl-C stops.`);
    const end = await trace.ended;
    await sink.settled();
    if (sink.failure) throw sink.failure;
    await destination.close();
    say(tally.toString());
    if (end.error) throw end.error;
  } finally {
    lifetime.dispose();
    await destination.close();
  }
}

function filterOf({ direction, type, peer }: TraceFlags): TraceFilter {
  return { direction: direction && DIRECTIONS[direction], messageTypes: type, peers: peer };
}

function stopAtEnd(pid: number, trace: Trace): Disposable {
  return watchProcess(pid, () => void trace.stop('node-ended'));
}

/** @param seconds From the moment that the probes are attached. */
function stopAfter(seconds: number, trace: Trace): Disposable {
  const timer = setTimeout(() => void trace.stop(), seconds * 1000);
  return { dispose: () => clearTimeout(timer) };
}
