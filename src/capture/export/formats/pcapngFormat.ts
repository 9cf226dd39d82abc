import type { FrameFormat } from '../exporter';
import { PcapngExporter } from '../pcapng/pcapngExporter';

/** Packets for Wireshark, from which all of a capture can be read again: docs/pcapng.md. */
export const pcapngFormat: FrameFormat = {
  id: 'pcapng',
  title: 'pcapng (Wireshark)',
  extension: 'pcapng',
  binary: true,
  frames: true,
  needsPayloads: true,
  needsFacts: true,
  namesChain: true,
  create: (options) => new PcapngExporter(options),
};
