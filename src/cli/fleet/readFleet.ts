import { ObservedSource } from '../../fleet/peerObserver/observedSource';
import { FleetSource } from '../../fleet/reader/fleetSource';
import { DisposableList } from '../../shared/disposable';
import { notDelivered } from '../../shared/errors/traceErrors';
import { plural } from '../../shared/text/quantity';
import { filterOf, type TraceFlags } from '../cliOptions';
import { DestinationSink, type Destination } from '../destination';
import { Ending } from '../ending';
import { dieOf, onInterrupt } from '../interrupt';
import { say, sayError } from '../output';
import type { Tally } from '../tally';
import { serverOf, unixMsOf, type FleetFlags } from './fleetFlags';

/** Gives a destination what the nodes of a fleet publish, or peer-observer does, until it is ended or has what is wanted. @throws UserError */
export async function runFleet(
  flags: TraceFlags & FleetFlags,
  tally: Tally,
  destination: Destination,
): Promise<void> {
  const sink = new DestinationSink(destination, tally);
  const lifetime = new DisposableList();
  let ending: Ending | undefined;
  const interrupts = lifetime.add(
    onInterrupt((signal) => {
      if (!ending) return void dieOf(signal);
      ending.interrupt(signal);
      if (ending.impatience) interrupts.dispose();
    }),
  );
  try {
    const { node: nodes, duration, peerObserver } = flags;
    const source = lifetime.add(await open(flags));
    const ends = (ending = lifetime.add(new Ending(source, sink, destination.waitsFor)));
    source.flow(async (run) => {
      const taken = sink.take(run);
      if (sink.done) ends.stop();
      await taken;
      if (sink.done) ends.stop();
    });
    if (duration !== undefined) {
      const timer = setTimeout(() => ends.stop(), duration * 1000);
      lifetime.add({ dispose: () => clearTimeout(timer) });
    }
    const which = nodes ? plural(nodes.length, 'node') : 'all nodes';
    const who = peerObserver ? 'peer-observer publishes to' : `${which} publish to`;
    say(`Reading what ${who} ${source.hello.host}. Ctrl-C stops.`);
    await destination.begin?.();
    const end = await source.ended;
    await sink.settled();
    const complete = tally.full || end.complete;
    await destination.close(complete ? tally.lostAtEnd : 0);
    if (source instanceof ObservedSource) source.notes.forEach((note) => say(note));
    say(tally.closingLine({ complete, missed: sink.waiting, how: destination.missed }));
    const problem =
      sink.failure ??
      (tally.full ? undefined : end.error) ??
      (sink.waiting > 0 ? notDelivered(sink.waiting) : undefined);
    if (ends.impatience) {
      if (problem) sayError(problem.toString());
      await dieOf(ends.impatience);
    }
    if (problem) throw problem;
  } finally {
    lifetime.dispose();
    await destination.close(0).catch(() => undefined);
  }
}

function open(flags: TraceFlags & FleetFlags): Promise<FleetSource | ObservedSource> {
  const server = serverOf(flags);
  const { stream, node: nodes, from, peerObserver } = flags;
  const filter = filterOf(flags);
  if (peerObserver) return ObservedSource.open(server, filter);
  const options = { stream, nodes, from: unixMsOf(from), filter };
  return FleetSource.open(server, options, (notice) => say(notice.toString()));
}
