import type { EventFormat, ExportOptions, FrameFacts, RowFacts } from '../capture/export/exporter';
import { NamesSaid } from '../capture/export/namesSaid';
import { factsOf } from '../capture/export/readRows';
import type { MessageEvent, ProbeEvent } from '../shared/events/event';
import type { Converted } from './convert/converter';
import { orPause } from './convert/orPause';
import { RowWalk } from './convert/rowWalk';
import { EventWriter, type EventContext, type NoRoom } from './eventWriter';
import type { FramedEvent } from './framedEvent';
import type { Output } from './output';

/** What a format is told, where that depends on the row whose event is being written. */
export type OptionsOf = (row: () => number) => ExportOptions;

/** To ask for all that is known of each event takes longer than all that is done with its frame. */
class AskedFacts implements FrameFacts {
  constructor(
    readonly row: number,
    private readonly addressOf: (row: number) => string,
  ) {}

  get address(): string {
    return this.addressOf(this.row);
  }
}

/** Writes what was read in a format. @returns What the format had no room for. @throws As EventWriter. */
export async function writeEvents(
  format: EventFormat,
  { frames, contents, severalNodes, addressOf, answered }: Converted,
  output: Output,
  optionsOf: OptionsOf = () => ({}),
): Promise<NoRoom | undefined> {
  const { index } = contents;
  const walk = new RowWalk(index);
  const said = new NamesSaid();
  let row = 0;
  const writer = new EventWriter(format, { severalNodes, ...optionsOf(() => row - 1) }, output);
  const next = (framed: FramedEvent): EventContext => {
    const gaps = index.losses.before(row);
    const isNamed = contents.annotations.names.size > 0;
    const known = isNamed ? knownOf(factsOf(contents, row), framed.probeEvent()) : undefined;
    const facts = factsFor(framed, known);
    row++;
    return { gaps, facts, named: known && said.before(framed.probeEvent(), known) };
  };
  const factsFor = (framed: FramedEvent, known: RowFacts | undefined): RowFacts | undefined => {
    if (format.frames)
      return new AskedFacts(
        row,
        (of) => knownOf(factsOf(contents, of), framed.probeEvent()).address,
      );
    if (format.needsFacts) return factsNow(framed.probeEvent(), known);
    return format.needsNames ? known : undefined;
  };
  const factsNow = (event: ProbeEvent, known: RowFacts | undefined): RowFacts => {
    const facts = known ?? knownOf(factsOf(contents, row), event);
    return answered ? { ...facts, ...answered() } : facts;
  };
  /** The events before one that names its peer may be left out. */
  const knownOf = (facts: RowFacts, event: ProbeEvent): RowFacts => {
    const { pid, peer } = event as Partial<MessageEvent>;
    if (facts.address !== '' || peer === undefined) return facts;
    const address = addressOf?.(pid!, peer) ?? '';
    return { ...facts, address, name: contents.annotations.names.get(address) };
  };
  for await (const run of orPause(frames, () => writer.writeHeld())) {
    row = walk.next;
    await writer.write(run, next);
    walk.skipTo(row);
  }
  // Only the last statistics know of these.
  await writer.tellLosses(index.losses.after(walk.next - 1));
  return writer.end();
}
