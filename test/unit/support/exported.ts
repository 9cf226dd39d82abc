import type { ExportOptions } from '../../../src/capture/export/exporter';
import { PcapngExporter } from '../../../src/capture/export/pcapng/pcapngExporter';
import { decodeEvent } from '../../../src/shared/events/event';
import { forEachFrame } from './forEachFrame';

/** What a pcapng file is of a stream of whole frames. */
export function exported(frames: Buffer, options?: ExportOptions): Buffer {
  const exporter = new PcapngExporter(options);
  const pieces: Uint8Array[] = [];
  forEachFrame(frames, (frame) => pieces.push(...exporter.frame(frame, decodeEvent(frame))));
  return Buffer.concat([...pieces, ...exporter.end()]);
}
