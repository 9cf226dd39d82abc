import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The recorded session of a real Bitcoin Core node that the demo node plays, as a capture file. */
export function writeSession(path: string): void {
  const packed = join(__dirname, '../../../native/demo-node/session.p2ptrace.gz');
  writeFileSync(path, gunzipSync(readFileSync(packed)));
}
