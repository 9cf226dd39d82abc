import type { EventFormat } from '../../capture/export/exporter';
import { writeEvents } from '../writeEvents';
import type { FileConverter } from './converter';

/** Writes what `print` prints in a format. */
export function formatConverter(format: EventFormat): FileConverter {
  const { id, title, extension, otherExtensions = [] } = format;
  const { binary, namesChain, needsAnswers, messagesOnly } = format;
  return {
    id,
    title,
    extensions: [extension, ...otherExtensions],
    binary,
    namesChain,
    needsAnswers,
    messagesOnly,
    write: (source, output) => {
      const { chainOf } = source;
      return writeEvents(format, source, output, (row) => ({
        chainOf: chainOf && ((pid) => chainOf(pid, row())),
      }));
    },
  };
}
