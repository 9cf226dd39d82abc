import type { EventFormat } from '../../capture/export/exporter';
import { writeEvents } from '../writeEvents';
import type { FileConverter } from './converter';

/** Writes what `print` prints in a format. */
export function formatConverter(format: EventFormat): FileConverter {
  const { id, title, extension, binary } = format;
  return {
    id,
    title,
    extensions: [extension],
    binary,
    write: (source, output) => writeEvents(format, source, output),
  };
}
