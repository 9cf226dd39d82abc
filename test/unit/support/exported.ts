import type { ExportOptions } from '../../../src/capture/export/exporter';
import { PcapngExporter } from '../../../src/capture/export/pcapng/pcapngExporter';
import { decodeEvent } from '../../../src/shared/events/event';
import { forEachFrame } from './forEachFrame';

/** What a pcapng file is of a stream of whole frames. */
export function exported(frames: Buffer, options?: ExportOptions): Buffer {
  const exporter = new PcapngExporter(options);
  const written: Buffer[] = [];
  // As late as may be: the memory of what was given is used again after more was given.
  let given: readonly Uint8Array[] = [];
  const take = (more: readonly Uint8Array[]): void => {
    if (more.length === 0) return;
    for (const piece of given) written.push(Buffer.from(piece));
    given = more;
  };
  forEachFrame(frames, (frame) => take(exporter.frame({ frame, event: () => decodeEvent(frame) })));
  take(exporter.end());
  return Buffer.concat([...written, ...given]);
}
