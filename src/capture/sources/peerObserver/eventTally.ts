import { formatCount, plural } from '../../../shared/text/quantity';

/** How what a capture has no place for is called. */
const OTHERS = {
  rpc: 'RPC',
  p2p: 'P2P extractor',
  log: 'log',
  ipc: 'IPC',
  addrman: 'address manager',
  unknown: 'unknown',
} as const;
export type OtherEvent = keyof typeof OTHERS;

/** Counts what an archive has and a capture does not, and what was made of its messages. */
export class EventTally {
  private readonly others = new Map<OtherEvent, number>();
  private messages = 0;
  private reconstructed = 0;
  private incomplete = 0;

  addOther(kind: OtherEvent): void {
    this.others.set(kind, (this.others.get(kind) ?? 0) + 1);
  }

  addMessage({ reconstructed, isWhole }: { reconstructed: boolean; isWhole: boolean }): void {
    this.messages++;
    if (reconstructed) this.reconstructed++;
    if (!isWhole) this.incomplete++;
  }

  /** In whole sentences. */
  notes(): string[] {
    const { others, messages, reconstructed, incomplete } = this;
    const notes: string[] = [];
    if (reconstructed > 0)
      notes.push(
        `${plural(reconstructed, 'message')} of ${formatCount(messages)} ${reconstructed === 1 ? 'is' : 'are'} marked as reconstructed: peer-observer does not tell every byte of ${reconstructed === 1 ? 'it' : 'them'}.` +
          (incomplete > 0
            ? ` Of ${formatCount(incomplete)} it tells the beginning only, or nothing.`
            : ''),
      );
    if (others.size === 0) return notes;
    const counts = [...others].map(([kind, count]) => plural(count, `${OTHERS[kind]} event`));
    return [...notes, `Left out, since a capture has no place for them: ${counts.join(', ')}.`];
  }
}
