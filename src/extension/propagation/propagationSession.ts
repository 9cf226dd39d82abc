import { blocksCsv, propagationCsv } from '../../capture/export/propagationText';
import type { Propagation } from '../../capture/query/propagation';
import type { BlockPropagation } from '../../capture/query/propagationBlocks';
import { PropagationScan, PropagationSearch } from '../../capture/query/propagationScan';
import type { Disposable } from '../../shared/disposable';
import { formatCount } from '../../shared/text/quantity';
import type { Handlers, Notify } from '../../shared/webview/channel';
import type {
  PropagationHost,
  PropagationPage,
  PropagationPicture,
  PropagationTable,
  Span,
} from '../../shared/webview/propagationProtocol';
import type { Recording } from '../captures/recording';
import type { ViewSession } from '../views/viewPanel';
import { blockLines, blocksSummary, chosenOf, sortedBlocks } from './propagationPicture';

const HASH = /^[0-9a-f]{64}$/;
const SPAN_NS: Record<Span, number> = { hour: 3600e9, day: 86_400e9, all: Infinity };

export interface PropagationDependencies {
  recording: Recording;
  notify: Notify<PropagationPage>;
  /** Goes to a row of the capture in its ladder. */
  open(row: number): void | Promise<void>;
  copyText(text: string): void | Promise<void>;
}

const scans = new WeakMap<Recording, PropagationScan>();

/** The blocks of a recording, for all who look at them and `watch` them. */
function scanOf(recording: Recording): PropagationScan {
  let scan = scans.get(recording);
  if (!scan)
    scans.set(recording, (scan = new PropagationScan(recording.capture, () => recording.live, 0)));
  return scan;
}

/** The side of the channel of Propagation: its page asks for what it shows. */
export class PropagationSession implements ViewSession<PropagationHost> {
  private readonly scan: PropagationScan;
  /** For what is no block that the scan found. */
  private search: PropagationSearch | undefined;
  /** While the page is on screen. */
  private watching: Disposable[] = [];

  /** @param hash To be shown first. */
  constructor(
    private readonly deps: PropagationDependencies,
    private hash?: string,
  ) {
    this.scan = scanOf(deps.recording);
  }

  readonly handlers: Handlers<PropagationHost> = {
    requests: {
      look: (table) => {
        if (this.watching.length === 0) this.watch();
        return this.pictureOf(table);
      },
    },
    notices: {
      ready: () => this.begin(),
      open: ({ row }) => this.deps.open(row),
      copy: ({ what, table }) => this.copy(what, table),
    },
  };

  /** Has the page ask for what there is. */
  begin(): void {
    this.show(this.hash);
    this.hash = undefined;
  }

  /** @param hash Of what is to be shown; undefined: what the page shows. */
  show(hash: string | undefined): void {
    this.deps.notify('show', { capture: this.deps.recording.capture.path, hash });
  }

  hidden(): void {
    for (const each of this.watching.splice(0)) each.dispose();
  }

  dispose(): void {
    this.hidden();
    this.search?.dispose();
  }

  private watch(): void {
    this.watching = [this.scan.watch(), ...(this.search ? [this.search.watch()] : [])];
  }

  private pictureOf(table: PropagationTable): PropagationPicture {
    const { recording } = this.deps;
    const { capture, live } = recording;
    const { index } = capture;
    const blocks = this.blocksOf(table);
    const found = this.find(table.hash);
    const isWorking = this.scan.known < index.length;
    const isSearching = (this.search?.known ?? Infinity) < index.length;
    const chosen = found && chosenOf(table.hash, found.what, found.propagation, table, recording);
    return {
      title: this.title,
      live,
      working: isWorking || isSearching,
      summary: blocksSummary(blocks),
      blocks: blockLines(sortedBlocks(blocks, table), table, recording),
      chosen,
      missing: chosen ? '' : missingText(table.hash, isSearching || isWorking),
    };
  }

  private blocksOf({ span }: PropagationTable): BlockPropagation[] {
    const { capture } = this.deps.recording;
    const { index } = capture;
    const latestNs = index.length > index.firstRow ? index.timeNs(index.length - 1) : 0;
    return this.scan.blocks.list(capture, latestNs - SPAN_NS[span]);
  }

  /** A block that the scan found, or what is looked for anew. */
  private find(hash: string): { what: string; propagation: Propagation } | undefined {
    const { recording } = this.deps;
    const { capture } = recording;
    if (!HASH.test(hash)) return undefined;
    const block = this.scan.blocks.of(capture, hash);
    if (block) {
      const height = block.height === undefined ? '' : ` ${formatCount(block.height)}`;
      return { what: `Block${height}`, propagation: block.propagation };
    }
    // It may be a block that the scan comes to.
    if (this.search?.hash !== hash) {
      this.search?.dispose();
      this.search = new PropagationSearch(capture, () => recording.live, hash);
      this.watching.push(this.search.watch());
    }
    const { propagation, isOfTransaction } = this.search;
    return propagation && { what: isOfTransaction ? 'Transaction' : 'Named', propagation };
  }

  private async copy(what: 'blocks' | 'nodes', table: PropagationTable): Promise<void> {
    const { deps } = this;
    const { recording } = deps;
    const { wallNs, monotonicNs } = recording.clock;
    const unixOf = (timeNs: number) => BigInt(Math.round(timeNs)) - monotonicNs + wallNs;
    if (what === 'blocks') {
      await deps.copyText(blocksCsv(sortedBlocks(this.blocksOf(table), table), unixOf));
      return;
    }
    const found = this.find(table.hash);
    if (!found) return;
    const titleOf = ({ pid, sightings }: Propagation['nodes'][number]) =>
      recording.nodeTitle(pid, sightings.heard?.row);
    await deps.copyText(propagationCsv(found.propagation, titleOf, unixOf));
  }

  private get title(): string {
    const { recording } = this.deps;
    const [pid, ...others] = recording.peers.nodes.keys();
    if (pid === undefined) return '';
    const title = recording.nodeTitle(pid);
    return others.length === 0 ? title : `${title} and ${others.length} more`;
  }
}

function missingText(hash: string, working: boolean): string {
  if (hash === '') return '';
  if (!HASH.test(hash)) return 'A txid, wtxid or block hash has 64 hexadecimal digits.';
  if (working) return 'Looking for it…';
  return 'No node of this capture heard of it.';
}
