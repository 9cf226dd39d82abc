import { parentPort, workerData } from 'node:worker_threads';
import type { RowGroup } from './columnBatch';
import { ParquetEncoder } from './parquetEncoder';
import type { RowsOf } from './schema';

// The thread that ParquetThread starts: bytes for each row group, and for `end` the footer.
const encoder = new ParquetEncoder(workerData as RowsOf);
parentPort!.on('message', (group: RowGroup | 'end') => {
  const bytes = group === 'end' ? encoder.finish() : encoder.encode(group);
  parentPort!.postMessage(bytes, [bytes.buffer as ArrayBuffer]);
});
