import type { EventFormat } from '../../capture/export/exporter';
import { factsOf } from '../../capture/export/readRows';
import { eventsOf } from '../../shared/events/event';
import { EventWriter, type EventContext } from '../eventWriter';
import type { FileConverter } from './converter';

/** Writes what `print` prints in a format. */
export function formatConverter(format: EventFormat): FileConverter {
  const { id, title, extension, binary } = format;
  return {
    id,
    title,
    extensions: [extension],
    binary,
    write: async ({ frames, contents }, output) => {
      const { index } = contents;
      const writer = new EventWriter(format, {}, output);
      let row = index.firstRow;
      const next = (): EventContext => {
        const gaps = index.losses.before(row);
        const facts = format.needsFacts && factsOf(contents, row);
        row++;
        return { gaps, facts };
      };
      for await (const run of frames) await writer.write(eventsOf(run), next);
      // Only the last statistics know of these.
      await writer.tellLosses(index.losses.after(row - 1));
      await writer.end();
    },
  };
}
