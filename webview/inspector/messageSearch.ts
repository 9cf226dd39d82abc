import type {
  FindIn,
  FoundMatches,
  InspectedPath,
} from '../../src/shared/webview/inspectorProtocol';
import { FindBar } from './findBar';
import { Matches } from './matches';

/** What a search found: a field or a byte. */
type Match = { path: InspectedPath } | { offset: number };

export interface MessageSearchEvents {
  /** @returns undefined when another message is shown by then. */
  onFind(where: FindIn, query: string): Promise<FoundMatches | undefined>;
  /** Marks these fields, and no others. */
  onFound(paths: InspectedPath[]): void;
  onField(path: InspectedPath): void;
  onBytes(range: { from: number; to: number }): void;
  /** @returns Why there is no such offset; empty when there is. */
  onGoTo(offset: number): string;
  /** The bar was opened or closed. */
  onBar(open: boolean): void;
}

/** A search in the message that is shown, and the steps through what it found. */
export class MessageSearch {
  readonly bar: FindBar;
  private matches = new Matches<Match>();
  private matchLength = 1;
  private more = false;
  private latest = 0;

  constructor(private readonly events: MessageSearchEvents) {
    this.bar = new FindBar({
      onFind: (where, query) => void this.start(where, query),
      onStep: (by) => this.step(by),
      onGoTo: (offset) => events.onGoTo(offset),
      onClose: () => events.onBar(false),
    });
  }

  toggle(): void {
    if (this.bar.open) this.bar.close();
    else this.open('query');
  }

  open(what: 'query' | 'offset'): void {
    this.bar.focus(what);
    this.events.onBar(true);
  }

  private async start(where: FindIn, query: string): Promise<void> {
    this.matches = new Matches();
    this.events.onFound([]);
    const search = ++this.latest;
    const found = await this.events.onFind(where, query);
    if (found && search === this.latest) this.show(found);
  }

  private show({ paths, offsets, length, more, problem }: FoundMatches): void {
    if (problem !== undefined) {
      this.bar.showProblem(problem);
      return;
    }
    this.matches = new Matches<Match>(
      paths.length > 0 ? paths.map((path) => ({ path })) : offsets.map((offset) => ({ offset })),
    );
    this.matchLength = length;
    this.more = more;
    this.events.onFound(paths);
    this.step(1);
  }

  private step(by: 1 | -1): void {
    const match = this.matches.step(by);
    this.bar.showMatches(this.matches.position, this.matches.all.length, this.more);
    if (!match) return;
    if ('path' in match) this.events.onField(match.path);
    else this.events.onBytes({ from: match.offset, to: match.offset + this.matchLength });
  }
}
