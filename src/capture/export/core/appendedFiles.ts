import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { eachAtOnce } from '../../../shared/eachAtOnce';

/** Bytes of all files together that wait to be written. */
const MOST_PENDING = 32_000_000;
/** Files that are open at the same time. */
const AT_ONCE = 8;

interface Pending {
  chunks: Buffer[];
  bytes: number;
}

/** Any number of files that grow at their ends, of which few are open at a time and little is in memory. */
export class AppendedFiles {
  private readonly pending = new Map<string, Pending>();
  private bytes = 0;

  /** @param chunk Must not change any more. @throws The error of the system. */
  async append(path: string, chunk: Buffer): Promise<void> {
    let file = this.pending.get(path);
    if (!file) this.pending.set(path, (file = { chunks: [], bytes: 0 }));
    file.chunks.push(chunk);
    file.bytes += chunk.length;
    this.bytes += chunk.length;
    if (this.bytes >= MOST_PENDING) await this.flush();
  }

  /** Writes what there is, and makes the directories that it needs. @throws The error of the system. */
  async flush(): Promise<void> {
    const files = [...this.pending];
    this.pending.clear();
    this.bytes = 0;
    await eachAtOnce(files, AT_ONCE, async ([path, { chunks, bytes }]) => {
      await append(path, Buffer.concat(chunks, bytes));
    });
  }
}

async function append(path: string, bytes: Buffer): Promise<void> {
  try {
    await appendFile(path, bytes, { mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await appendFile(path, bytes, { mode: 0o600 });
  }
}
