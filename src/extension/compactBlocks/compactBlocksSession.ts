import { compactBlocksCsv } from '../../capture/export/compactBlocksCsv';
import { CompactBlockScan } from '../../capture/query/compactBlockScan';
import type { Disposable } from '../../shared/disposable';
import type { Handlers, Notify } from '../../shared/webview/channel';
import type {
  BlocksLook,
  BlocksPicture,
  CompactBlocksHost,
  CompactBlocksPage,
} from '../../shared/webview/compactBlocksProtocol';
import type { Recording } from '../captures/recording';
import type { ViewSession } from '../views/viewPanel';
import { rowOf, spreadsOf, summaryOf, tableOf } from './blockTable';

/** Rows of the table that are sent at a time, at most. */
const MOST_ROWS = 300;

export interface CompactBlocksDependencies {
  recording: Recording;
  notify: Notify<CompactBlocksPage>;
  /** Goes to a row of the capture in its ladder. */
  open(row: number): void | Promise<void>;
  copyText(text: string): void | Promise<void>;
}

const scans = new WeakMap<Recording, CompactBlockScan>();

/** The compact blocks of a recording, for all who look at them and `watch` them. */
function scanOf(recording: Recording): CompactBlockScan {
  let scan = scans.get(recording);
  if (!scan)
    scans.set(recording, (scan = new CompactBlockScan(recording.capture, () => recording.live, 0)));
  return scan;
}

/** The side of the channel of the compact blocks' table: its page asks for what it shows. */
export class CompactBlocksSession implements ViewSession<CompactBlocksHost> {
  private readonly scan: CompactBlockScan;
  /** While the page is on screen. */
  private watching: Disposable | undefined;

  constructor(private readonly deps: CompactBlocksDependencies) {
    this.scan = scanOf(deps.recording);
  }

  readonly handlers: Handlers<CompactBlocksHost> = {
    requests: {
      look: (look) => {
        this.watching ??= this.scan.watch();
        return this.pictureOf(look);
      },
    },
    notices: {
      ready: () => this.begin(),
      open: ({ row }) => this.deps.open(row),
      copy: ({ table }) => {
        const { wallNs, monotonicNs } = this.deps.recording.clock;
        const unixOf = (timeNs: number) => BigInt(Math.round(timeNs)) - monotonicNs + wallNs;
        const blocks = tableOf(this.scan.list, table);
        return this.deps.copyText(compactBlocksCsv({ blocks }, unixOf));
      },
    },
  };

  /** Has the page ask for what there is. */
  begin(): void {
    this.deps.notify('show', { capture: this.deps.recording.capture.path });
  }

  hidden(): void {
    this.watching?.dispose();
    this.watching = undefined;
  }

  dispose(): void {
    this.hidden();
  }

  private pictureOf({ table, from: first, to: last, active }: BlocksLook): BlocksPicture {
    const { recording } = this.deps;
    const { capture, peers, live } = recording;
    const blocks = tableOf(this.scan.list, table);
    const from = Math.max(0, Math.min(first, blocks.length));
    const to = Math.min(last, from + MOST_ROWS);
    const several = peers.nodes.size > 1;
    return {
      title: this.title,
      live,
      working: this.scan.known < capture.index.length,
      summary: summaryOf(blocks, this.scan.left),
      spreads: spreadsOf(blocks),
      rows: blocks.slice(from, to).map((block) => rowOf(block, recording, several)),
      from,
      length: blocks.length,
      active: active < 0 ? -1 : blocks.findIndex(({ row }) => row === active),
    };
  }

  private get title(): string {
    const { recording } = this.deps;
    const [pid, ...others] = recording.peers.nodes.keys();
    if (pid === undefined) return '';
    const title = recording.nodeTitle(pid);
    return others.length === 0 ? title : `${title} and ${others.length} more`;
  }
}
