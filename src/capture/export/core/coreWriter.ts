import { readdir, rename, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contents } from '../../sources/sourceKind';
import { RECORD } from '../../sources/coreRecord';
import { eventsOf, isProbeEvent, type MessageEvent } from '../../../shared/events/event';
import type { Hello } from '../../../shared/frames/hello';
import { AppendedFiles } from './appendedFiles';
import { folderOfAddress, folderOfNode } from './coreFolders';

const NAMES = { inbound: 'msgs_recv.dat', outbound: 'msgs_sent.dat' } as const;
/** No node's directory has this name. */
const ONLY = '.node';

/** What Core's files have no place for. */
export interface NotInCore {
  /** Events that are no messages. */
  others: number;
  /** Messages that were not captured as a whole: they are left out. */
  incomplete: number;
  /** Notes of the user. */
  bookmarks: number;
  /** Messages that are written with less of their times: nanoseconds below a microsecond. */
  cutTimes: number;
  /** Messages of the same microsecond as the one before, in another file: which of them came first is not told. */
  unordered: number;
  /** Messages of peers without an address that can be a name: they are in a directory `peer-NUMBER`. */
  unnamed: number;
}

/**
 * Writes messages as a node with `-capturemessages` does (CaptureMessageToFile in Core's net.cpp): a directory for
 * each address with `msgs_recv.dat` and `msgs_sent.dat`; of several nodes, each in a directory of its own.
 */
export class CoreWriter {
  readonly notIn: NotInCore = {
    others: 0,
    incomplete: 0,
    bookmarks: 0,
    cutTimes: 0,
    unordered: 0,
    unnamed: 0,
  };
  private readonly files = new AppendedFiles();
  /** The directory of each process: several are one node, where they have the same data. */
  private readonly nodes = new Map<number, string>();
  private readonly byData = new Map<string, string>();
  private hello: Hello | undefined;
  private last: { timeUs: bigint; path: string } | undefined;

  /**
   * @param directory There, and empty.
   * @param contents What is known of nodes, as far as frames were given.
   */
  constructor(
    private readonly directory: string,
    private readonly contents: Pick<Contents, 'nodes'>,
  ) {}

  /** Directories of nodes, one below the other where there are several. */
  get folders(): readonly string[] {
    return [...new Set(this.nodes.values())];
  }

  /** @param run Whole frames; those of a trace, the hello first. @throws The error of the system. */
  async add(run: Buffer): Promise<void> {
    for (const event of eventsOf(run)) {
      if (event.kind === 'hello') this.hello = event;
      else if (event.kind === 'bookmark') this.notIn.bookmarks++;
      else if (event.kind === 'message') await this.addMessage(event);
      else if (isProbeEvent(event)) this.notIn.others++;
    }
  }

  /** Writes what is left. @throws The error of the system. */
  async close(): Promise<void> {
    await this.files.flush();
    const [only, ...more] = this.folders;
    if (only === undefined || more.length > 0) return;
    const node = join(this.directory, ONLY);
    await rename(join(this.directory, only), node);
    for (const name of await readdir(node))
      await rename(join(node, name), join(this.directory, name));
    await rmdir(node);
  }

  private async addMessage(event: MessageEvent): Promise<void> {
    const { payload, size, timeNs } = event;
    if (payload.length !== size || event.lost || event.truncated) {
      this.notIn.incomplete++;
      return;
    }
    const { wallNs, monotonicNs } = this.hello!;
    const unixNs = wallNs - monotonicNs + BigInt(timeNs);
    const timeUs = unixNs / 1000n;
    if (timeUs * 1000n !== unixNs) this.notIn.cutTimes++;
    const path = this.pathOf(event);
    if (this.last?.timeUs === timeUs && this.last.path !== path) this.notIn.unordered++;
    this.last = { timeUs, path };
    await this.files.append(path, recordOf(event, timeUs));
  }

  private pathOf({ pid, peer, address, direction }: MessageEvent): string {
    const folder = folderOfAddress(address);
    if (folder === undefined) this.notIn.unnamed++;
    return join(this.directory, this.folderOf(pid), folder ?? `peer-${peer}`, NAMES[direction]);
  }

  private folderOf(pid: number): string {
    let folder = this.nodes.get(pid);
    if (folder !== undefined) return folder;
    const { name = '', chain = '', dataDirectory = '' } = this.contents.nodes.of(pid) ?? {};
    const data = dataDirectory === '' ? '' : `${chain} ${dataDirectory}`;
    folder = this.byData.get(data) ?? folderOfNode(name, pid);
    if (data !== '') this.byData.set(data, folder);
    this.nodes.set(pid, folder);
    return folder;
  }
}

function recordOf({ messageType, payload }: MessageEvent, timeUs: bigint): Buffer {
  const record = Buffer.allocUnsafe(RECORD.payload + payload.length).fill(0, 0, RECORD.payload);
  record.writeBigInt64LE(BigInt.asIntN(64, timeUs), RECORD.time);
  record.write(messageType, RECORD.type, RECORD.size - RECORD.type, 'latin1');
  record.writeUInt32LE(payload.length, RECORD.size);
  payload.copy(record, RECORD.payload);
  return record;
}
