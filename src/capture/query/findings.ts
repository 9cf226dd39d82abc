import type { Finding, Rule } from '../../bitcoin/conversation/finding';
import { lowerBound } from '../index/lowerBound';
import type { PeerIdentity } from '../index/peerTable';
import { saidChain } from '../model/chain';
import { ConversationWatch } from '../model/conversationWatch';
import { NOTHING_FOUND, type FoundCounts } from '../model/peerFacts';
import { WatchedScan } from './watchedScan';

/** Findings that are kept; of more only the number is. */
const MOST = 20_000;

/** How often a rule was told. */
export interface RuleCount {
  rule: Rule;
  count: number;
}

/** Those of a connection, and when it was told of last. */
interface PeerFound extends FoundCounts {
  revision: number;
}

/** What the conversations of a whole capture break the rules with: found while somebody looks at it. */
export class Findings extends WatchedScan {
  private watching: ConversationWatch | undefined;
  /** By the row that each is told at. */
  private readonly byRow = new Map<number, Finding[]>();
  /** Those rows, ascending. */
  private readonly rows: number[] = [];
  private readonly byRule = new Map<string, RuleCount>();
  private readonly byPeer = new WeakMap<PeerIdentity, PeerFound>();
  private told = 0;
  private kept = 0;
  /** Rows before which events may be missing that no sequence number tells of, ascending. */
  private readonly gaps: number[] = [];

  /** What is told at a row. */
  at(row: number): readonly Finding[] {
    return this.byRow.get(row) ?? [];
  }

  /** The rows [from, to) at which something is told, ascending. */
  between(from: number, to: number): number[] {
    return this.rows.slice(lowerBound(this.rows, from), lowerBound(this.rows, to));
  }

  /** Each rule that was told, also where its findings are not kept. */
  get counts(): readonly RuleCount[] {
    return [...this.byRule.values()];
  }

  /** Errors and warnings of a connection, also where they are not kept. @param peer Of EventIndex.peers. */
  ofPeer(peer: PeerIdentity): FoundCounts {
    return this.byPeer.get(peer) ?? NOTHING_FOUND;
  }

  /** Grows with each error or warning. */
  get revision(): number {
    return this.told;
  }

  /** The revision with which the counts of a connection grew last; 0 where there are none. */
  revisionOf(peer: PeerIdentity): number {
    return this.byPeer.get(peer)?.revision ?? 0;
  }

  /** Another filter is in force: what comes from now on may lack what came before. */
  gap(): void {
    this.gaps.push(this.capture.index.length);
  }

  protected dropBefore(row: number): void {
    const gone = this.rows.splice(0, lowerBound(this.rows, row));
    for (const each of gone) {
      this.kept -= this.byRow.get(each)!.length;
      this.byRow.delete(each);
    }
  }

  protected async scan(from: number, to: number): Promise<void> {
    const { index } = this.capture;
    const watching = (this.watching ??= this.begin());
    const rows = Array.from({ length: to - from }, (_, i) => from + i);
    const look = (row: number, bytes: Buffer, at: number): void => {
      while (this.gaps.length > 0 && this.gaps[0]! <= row) {
        this.gaps.shift();
        watching.gap();
      }
      watching.add(index, row, bytes, at);
    };
    await this.read(rows, look, (row) => watching.neededBytes(index, row));
  }

  private begin(): ConversationWatch {
    const { capture } = this;
    const replaced = capture.hello?.redacted?.transactions === true;
    return new ConversationWatch(
      (finding) => this.add(finding),
      replaced,
      (pid) => saidChain(capture, pid, this.known),
    );
  }

  private add(finding: Finding): void {
    const { rule } = finding;
    const count = this.byRule.get(rule.id);
    if (count) count.count++;
    else this.byRule.set(rule.id, { rule, count: 1 });
    const [row] = finding.rows;
    if (row >= this.capture.index.firstRow) this.count(row, finding);
    if (this.kept >= MOST || row < this.capture.index.firstRow) return;
    this.kept++;
    const same = this.byRow.get(row);
    if (same) {
      same.push(finding);
      return;
    }
    this.byRow.set(row, [finding]);
    // What is told late stands at an earlier row.
    this.rows.splice(lowerBound(this.rows, row), 0, row);
  }

  private count(row: number, { rule: { severity } }: Finding): void {
    if (severity === 'note') return;
    const { index } = this.capture;
    const peer = index.peers[index.peer(row)]!;
    const found = this.byPeer.get(peer) ?? { errors: 0, warnings: 0, revision: 0 };
    this.byPeer.set(peer, found);
    if (severity === 'error') found.errors++;
    else found.warnings++;
    found.revision = ++this.told;
  }
}
