import { eventKind } from '../../shared/events/eventKinds';
import { LIMITED_TYPES } from '../model/compactBlocks';
import { isMessage } from '../index/eventIndex';
import { OTHER_TYPE } from '../index/messageTypeTable';
import { CompactBlocks, type CompactBlock } from '../model/compactBlocks';
import { addCompactRow } from './compactBlockRows';
import { WatchedScan } from './watchedScan';

/** Compact blocks that are kept: of more the latest. */
const MOST = 20_000;

/** The compact blocks of a whole capture: found while somebody looks at it. */
export class CompactBlockScan extends WatchedScan {
  private readonly found: CompactBlock[] = [];
  private gone = 0;
  private readonly blocks = new CompactBlocks((block) => this.found.push(block));
  /** Bytes that are read of each message type, by its id; 0: it is none of those. */
  private readonly limits: number[] = [];

  /** In the order in which they came; more is known of them later. */
  get list(): readonly CompactBlock[] {
    return this.found;
  }

  /** How many came before those of the list. */
  get left(): number {
    return this.gone;
  }

  protected dropBefore(row: number): void {
    const gone = this.found.findIndex((block) => block.row >= row);
    this.drop(gone < 0 ? this.found.length : gone);
  }

  protected async scan(from: number, to: number): Promise<void> {
    const { index } = this.capture;
    const rows: number[] = [];
    for (let row = from; row < to; row++) if (this.limitOf(row) > 0) rows.push(row);
    await this.read(
      rows,
      (row, bytes, at, end) => addCompactRow(this.blocks, index, row, bytes.subarray(at, end)),
      (row) => this.limitOf(row),
    );
    this.drop(this.found.length - MOST);
  }

  private drop(count: number): void {
    if (count <= 0) return;
    this.found.splice(0, count);
    this.gone += count;
  }

  private limitOf(row: number): number {
    const { index } = this.capture;
    const kind = index.kind(row);
    if (!isMessage(kind)) return eventKind(kind)?.tracepoint === 'block_connected' ? Infinity : 0;
    const id = index.messageTypeId(row);
    // A peer may make up types without end, none of which is one of these.
    if (id === OTHER_TYPE) return 0;
    return (this.limits[id] ??= LIMITED_TYPES.get(index.messageType(row)) ?? 0);
  }
}
