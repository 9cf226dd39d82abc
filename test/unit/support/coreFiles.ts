import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface CoreMessage {
  timeUs: number;
  type: string;
  payload?: Buffer;
}

/** A record as Core writes it (CaptureMessageToFile in net.cpp). */
export function coreRecord({ timeUs, type, payload = Buffer.alloc(0) }: CoreMessage): Buffer {
  const header = Buffer.alloc(24);
  header.writeBigInt64LE(BigInt(timeUs), 0);
  header.write(type, 8, 12, 'latin1');
  header.writeUInt32LE(payload.length, 20);
  return Buffer.concat([header, payload]);
}

/** Writes files below a directory, with the directories that they need. @param files Contents by path. */
export function writeFiles(directory: string, files: Record<string, Buffer>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}
