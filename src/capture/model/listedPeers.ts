import { sortPeerFacts } from './peerColumns';
import { factsOf, type PeerFacts, type PeerMeasures } from './peerFacts';
import type { Peer } from './peer';
import type { PeersModel } from './peersModel';
import type {
  MonitorColumn,
  MonitorSummary,
  MonitorTable,
} from '../../shared/webview/monitorProtocol';
import { matches, peerCells, searchText, type CellContext } from './peerCells';

export interface ListedPeer {
  readonly facts: PeerFacts;
  readonly cells: Record<MonitorColumn, string>;
}

/** Texts are made where they are looked at: of thousands of peers some are in view. */
class Row implements ListedPeer {
  private made: ListedPeer['cells'] | undefined;

  constructor(
    readonly facts: PeerFacts,
    private readonly context: CellContext,
  ) {}

  get cells(): ListedPeer['cells'] {
    return (this.made ??= peerCells(this.facts, this.context));
  }
}

/** How many peers have something to tell in these columns. */
export type PeersHaving = Pick<MonitorSummary, 'userAgents' | 'remarks' | 'errors' | 'warnings'>;

/** The rows of the table of peers: those that the filter finds, in order. */
export class ListedPeers {
  private order: Peer[] = [];
  private rows: ListedPeer[] = [];
  /** How they are sorted. */
  private sorted = '';
  private having: PeersHaving = { userAgents: 0, remarks: 0, errors: 0, warnings: 0 };

  constructor(
    private readonly peers: PeersModel,
    private readonly measure: (peer: Peer) => PeerMeasures,
  ) {}

  get all(): readonly ListedPeer[] {
    return this.rows;
  }

  /** Whether the filter finds them or not: a column that few have something in does not come and go with it. */
  get peersHaving(): PeersHaving {
    return this.having;
  }

  /** @param hold Those that are there keep their places, and new ones come last, until they are sorted otherwise. */
  update(table: MonitorTable, hold: boolean, context: CellContext): void {
    const facts = this.peers.peers
      .filter((peer) => table.closed || peer.open)
      .map((peer) => factsOf(peer, this.measure(peer)));
    this.having = {
      userAgents: facts.filter(({ userAgent }) => userAgent !== '').length,
      remarks: facts.filter(({ remarks }) => remarks.length > 0).length,
      errors: facts.filter(({ found }) => found.errors > 0).length,
      warnings: facts.filter(({ found }) => found.warnings > 0).length,
    };
    sortPeerFacts(facts, table.sort, table.descending);
    const sorted = `${table.sort} ${table.descending}`;
    if (hold && sorted === this.sorted) this.keepPlaces(facts);
    this.sorted = sorted;
    const listed = facts.map((each) => new Row(each, context));
    this.rows =
      table.filter.trim() === ''
        ? listed
        : listed.filter((each) => matches(searchText(each.facts, each.cells), table.filter));
    this.order = this.rows.map((each) => each.facts.peer);
  }

  find(key: string): number {
    return this.rows.findIndex(({ facts }) => keyOf(facts.peer) === key);
  }

  private keepPlaces(facts: PeerFacts[]): void {
    const places = new Map(this.order.map((peer, i) => [peer, i]));
    const placeOf = ({ peer }: PeerFacts): number => places.get(peer) ?? Infinity;
    // Infinity - Infinity is no number: equal ones stay as they are.
    facts.sort((a, b) => placeOf(a) - placeOf(b) || 0);
  }
}

/** A number that a later connection of the same node does not have. */
export function keyOf({ nth }: Peer): string {
  return `${nth}`;
}
