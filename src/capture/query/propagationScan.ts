import { eventKind } from '../../shared/events/eventKinds';
import { isMessage, type EventIndex } from '../index/eventIndex';
import { OTHER_TYPE } from '../index/messageTypeTable';
import type { Capture } from '../capture';
import type { Propagation } from './propagation';
import { PropagationBlocks } from './propagationBlocks';
import { ofProcesses, tracesTaking } from './propagationNodes';
import {
  ALL_TYPES,
  BLOCK_EVENTS,
  BLOCK_TYPES,
  payloadOf,
  stepOf,
  Wanted,
  whatOf,
} from './propagationSteps';
import { PropagationTimes } from './propagationTimes';
import { WatchedScan } from './watchedScan';

/** The blocks of a whole capture and how they came to its nodes: found while somebody looks at it. */
export class PropagationScan extends WatchedScan {
  readonly blocks = new PropagationBlocks();
  private readonly limits: number[] = [];

  protected dropBefore(): void {
    // What is told of rows that are gone stays: it is bounded by itself.
  }

  protected async scan(from: number, to: number): Promise<void> {
    const { index } = this.capture;
    const limitOf = (row: number) => limit(index, row, BLOCK_TYPES, this.limits);
    const rows: number[] = [];
    for (let row = from; row < to; row++) if (limitOf(row) > 0) rows.push(row);
    await this.read(
      rows,
      (row, bytes, at, end) => this.blocks.add(index, row, bytes.subarray(at, end)),
      limitOf,
    );
  }
}

/** Looks for one transaction or block in a whole capture. */
export class PropagationSearch extends WatchedScan {
  private processes = new Map<number, PropagationTimes>();
  private readonly limits: number[] = [];
  private wanted: Wanted;
  /** Steps that name a hash that turned out to be another id of the transaction are looked for from the beginning. */
  private again = false;

  constructor(
    capture: Capture,
    isLive: () => boolean,
    readonly hash: string,
  ) {
    super(capture, isLive, 0);
    this.wanted = new Wanted([hash]);
  }

  get isOfTransaction(): boolean {
    return [...this.processes.values()].some((times) => times.isOfTransaction);
  }

  get propagation(): Propagation | undefined {
    const { capture } = this;
    const isSeen = tracesTaking(capture, !this.isOfTransaction);
    const told = [...this.processes].map(([pid, times]) => [pid, times.sightings(isSeen)] as const);
    return ofProcesses(capture, told);
  }

  protected dropBefore(): void {
    // As for all blocks.
  }

  protected async scan(from: number, to: number): Promise<void> {
    await this.look(from, to);
    if (!this.again) return;
    this.again = false;
    this.processes = new Map();
    await this.look(this.capture.index.firstRow, to);
  }

  private async look(from: number, to: number): Promise<void> {
    const { index } = this.capture;
    const limitOf = (row: number) => limit(index, row, ALL_TYPES, this.limits);
    const rows: number[] = [];
    for (let row = from; row < to; row++) if (limitOf(row) > 0) rows.push(row);
    await this.read(
      rows,
      (row, bytes, at, end) => {
        const learned = addStep(this.processes, this.wanted, index, row, bytes.subarray(at, end));
        if (!learned) return;
        this.wanted = learned;
        this.again = true;
      },
      limitOf,
    );
  }
}

/** @returns What is asked for from here on, where the message tells another id of it. */
export function addStep(
  processes: Map<number, PropagationTimes>,
  wanted: Wanted,
  index: EventIndex,
  row: number,
  frame: Buffer,
): Wanted | undefined {
  const what = whatOf(index, row, ALL_TYPES);
  if (what === undefined) return undefined;
  const kind = index.kind(row);
  const payload = isMessage(kind) ? payloadOf(index, row, frame) : undefined;
  if (!(payload ? wanted.isOf(what, payload) : wanted.isOfEvent(kind, frame))) return undefined;
  const { pid } = index.peers[index.peer(row)]!;
  let times = processes.get(pid);
  if (!times) processes.set(pid, (times = new PropagationTimes()));
  times.add(stepOf(index, row, what));
  const ids = what === 'tx' && payload ? wanted.idsOf(payload) : undefined;
  const isNew = ids?.some((id) => !wanted.ids.includes(id)) ?? false;
  return isNew ? new Wanted([...wanted.ids, ...ids!]) : undefined;
}

/** Bytes of a row's payload that are needed; 0: it tells nothing. */
function limit(
  index: EventIndex,
  row: number,
  types: ReadonlyMap<string, number>,
  known: number[],
): number {
  const kind = index.kind(row);
  if (!isMessage(kind)) {
    const { provider, tracepoint } = eventKind(kind) ?? {};
    const name = `${provider}:${tracepoint}`;
    const isOne = BLOCK_EVENTS.has(name) || (types === ALL_TYPES && name === 'mempool:added');
    return isOne ? Infinity : 0;
  }
  const id = index.messageTypeId(row);
  // A peer may make up types without end, none of which is one of these.
  if (id === OTHER_TYPE) return 0;
  return (known[id] ??= types.get(index.messageType(row)) ?? 0);
}
