import { familyOf } from '../../bitcoin/messages/records';
import { isMessage } from '../../capture/index/eventIndex';
import { isNodeItself, type PeerIdentity } from '../../capture/index/peerTable';
import { networksOf } from '../../capture/model/peerNetwork';
import { isOfWholeHashes } from '../../capture/query/isOfWholeHashes';
import { parseQuery } from '../../capture/query/parseQuery';
import { noteText } from '../../capture/query/readEvent';
import type { OverviewView } from '../../capture/query/overview';
import { QueryView, type QueryScope } from '../../capture/query/queryView';
import { TimeSpacing, type Slot } from '../../capture/query/timeSpacing';
import type { Query } from '../../capture/query/term';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { lossCause } from '../../shared/events/event';
import { eventKind } from '../../shared/events/eventKinds';
import {
  MAX_ROWS_PER_REQUEST,
  MOST_HEADS,
  MOST_SORTED,
  type FilterProblem,
  type Growth,
  type Heads,
  type LadderPeer,
  type LadderQuery,
  type LadderRow,
  type LadderSort,
  type MessageRow,
  type NoteRow,
  type PauseRow,
  type RowBase,
  type RowFinding,
  type RowLink,
  type ViewCounts,
} from '../../shared/webview/ladderProtocol';
import { EventFlag } from '../../shared/frames/layout';
import { filterFailed } from '../../shared/errors/viewErrors';
import { UserError } from '../../shared/errors/userError';
import { filterHints } from './filterHints';
import { causeText, ONE_OF_SEVERAL_TEXT, outcomeOf } from './outcomes';
import { OthersEffects } from './othersEffects';
import type { RowsDependencies } from './rowsDependencies';
import { SortedRows } from './sortedRows';
import { ShownCount } from './shownCount';

/** The rows of a ladder under one query; they grow with the recording. */
export class LadderRows implements Disposable {
  private readonly disposables = new DisposableList();
  private readonly view: QueryView;
  /** The rows that the filter finds, where it hides no others. */
  private readonly matches: QueryView | undefined;
  /** Where time takes room between rows; positions of this class are slots of it. */
  private readonly spacing: TimeSpacing | undefined;
  /** Where rows are in another order; positions of this class are places of it. */
  private sorted: SortedRows | undefined;
  /** All rows there were had been looked at when they were sorted. */
  private sortedAll = false;
  /** The filter is by nothing but whole hashes, whose story can be told. */
  readonly tellsStory: boolean;
  private hints: readonly FilterProblem[];
  private readonly shown: ShownCount;

  /** @throws QueryError when the filter makes no sense. */
  constructor(
    private readonly deps: RowsDependencies,
    readonly query: LadderQuery,
  ) {
    const filter = parseQuery(query.filter);
    this.tellsStory = isOfWholeHashes(filter);
    this.hints = filterHints(deps, query.filter);
    const families = new Set(query.hidden);
    const isHidden: Query = [{ negated: true, condition: { kind: 'family', families } }];
    // Where nothing is hidden no row is asked for its family, which takes long over millions.
    const hidden = families.size > 0 ? isHidden : [];
    const finds = query.find && filter.length > 0;
    this.view = this.viewOf(finds ? hidden : [...hidden, ...filter]);
    if (finds) this.matches = this.viewOf([...hidden, ...filter]);
    const { index } = deps.recording.capture;
    this.shown = new ShownCount(this.view, index);
    this.shown.update();
    deps.scope.update();
    this.sort();
    if (!query.sort && query.msPerRow > 0)
      this.spacing = new TimeSpacing(this.view, (row) => index.timeNs(row), query.msPerRow * 1e6);
  }

  /** Fires when more was found than `update` reported. */
  onGrow(listener: () => void): void {
    this.disposables.add(this.view.onGrow(listener));
    if (this.spacing) this.disposables.add(this.spacing.onGrow(listener));
    if (this.matches) this.disposables.add(this.matches.onGrow(listener));
    this.disposables.add(this.shown.onGrow(listener));
    this.disposables.add(this.deps.scope.onGrow(listener));
  }

  onDispose(listener: () => void): void {
    this.disposables.add({ dispose: listener });
  }

  /** The first position whose row is still there. */
  get first(): number {
    return this.sorted ? 0 : (this.spacing ?? this.view).first;
  }

  /** Its length is the position after the last. */
  get growth(): Growth {
    const { length, firstRow } = this.deps.recording.capture.index;
    const { scanned } = this.matches ?? this.view;
    const all = length - firstRow;
    return {
      length: (this.sorted ?? this.spacing ?? this.view).length,
      unsorted: this.sorted?.unsorted ?? 0,
      counts: this.counts,
      scanned: all === 0 ? 1 : (scanned - firstRow) / all,
      problem: this.problem,
      hints: this.hints,
    };
  }

  /** There is something to show, or it is certain that there is nothing so far. */
  get isReady(): boolean {
    return this.view.length > this.view.first || !this.view.searching;
  }

  /** Rows that the filter finds: all that it leaves, where it hides the others. */
  private get found(): QueryView {
    return this.matches ?? this.view;
  }

  private get counts(): ViewCounts {
    const { found, query } = this;
    const shown = this.shown.value;
    return {
      shown,
      // What is shown is part of it, also while one of the two has not come as far as the other.
      of: Math.max(shown, this.deps.scope.messages),
      matches: query.filter.trim() === '' ? 0 : found.length - found.first,
    };
  }

  /** Which of the rows that the filter finds this row of the capture is, from 1; 0 for none of them. */
  nth(row: number): number {
    const { found } = this;
    const at = found.positionOf(row);
    return at < found.length && found.at(at) === row ? at - found.first + 1 : 0;
  }

  /** What the overview asks of the view. */
  get overview(): OverviewView {
    const { view, matches, deps } = this;
    const bookmarks = deps.recording.capture.bookmarks;
    return {
      first: view.first < view.length ? view.at(view.first) : undefined,
      last: view.first < view.length ? view.at(view.length - 1) : undefined,
      shown: (from, to) => view.positionOf(to) - view.positionOf(from),
      matches: (from, to) => (matches ? matches.positionOf(to) - matches.positionOf(from) : 0),
      findings: (from, to) => deps.scope.findings(from, to) + this.graveBetween(from, to),
      bookmarks: (from, to) => bookmarks.between(from, to),
      position: (row) => this.locate(row).position,
    };
  }

  /** Rows [from, to) of the ladder's peers at which a rule is broken, or something odd is told. */
  private graveBetween(from: number, to: number): number {
    const { findings, lifelines, recording } = this.deps;
    const { index } = recording.capture;
    const isGrave = (row: number) =>
      lifelines.has(index.peer(row)) &&
      findings.at(row).some(({ rule }) => rule.severity !== 'note');
    return findings.between(from, to).filter(isGrave).length;
  }

  /** Why nothing more is found; empty while all is well. */
  private get problem(): string {
    const error = this.view.error ?? this.matches?.error;
    if (!error) return '';
    const failed = error instanceof UserError ? error : filterFailed(error.message);
    return failed.toString();
  }

  /** They were all sorted, and others were found since. */
  get outdated(): boolean {
    const { sorted } = this;
    return sorted !== undefined && sorted.unsorted > 0 && sorted.length < MOST_SORTED;
  }

  /**
   * They are to be sorted again, once all were looked at.
   * @param live Rows that moved with each message could not be read.
   */
  isUnsorted(live: boolean): boolean {
    return this.outdated && this.growth.scanned >= 1 && !(live && this.sortedAll);
  }

  /** Takes in what was found since; their positions are others. */
  sort(): void {
    const { sort } = this.query;
    if (!sort) return;
    this.sorted = this.sortedBy(sort);
    this.sortedAll = this.growth.scanned >= 1;
  }

  /** Adds what has arrived since, as far as that is quick. */
  update(): void {
    this.view.update();
    this.matches?.update();
    this.shown.update();
    this.deps.scope.update();
    this.spacing?.update();
    // What does not occur may occur by now.
    if (this.hints.length > 0) this.hints = filterHints(this.deps, this.query.filter);
  }

  /** Rows of the capture at positions [from, to), cut to what there is. */
  rowsAt(from: number, to: number): number[] {
    const rows = this.slotsAt(from, to)
      .filter(({ nth }) => nth === undefined)
      .map(({ position }) => this.view.at(position));
    return this.sorted ? rows.sort((a, b) => a - b) : rows;
  }

  get count(): number {
    return this.view.length - this.view.first;
  }

  /** All rows of the capture that are shown. */
  get all(): number[] {
    return rowsOf(this.view);
  }

  /** Those of them that the filter finds, where it hides no others. */
  get marked(): number[] {
    return this.matches ? rowsOf(this.matches) : [];
  }

  /** @returns The position of a row of the capture, or of the next one after it. */
  locate(row: number): { position: number; exact: boolean } {
    const at = this.view.positionOf(row);
    const exact = at < this.view.length && this.view.at(at) === row;
    return { position: this.sorted?.placeOf(at) ?? this.spacing?.slotOf(at) ?? at, exact };
  }

  /** @returns The next position that the filter finds, seen from one; undefined when there is none. */
  find(position: number, backward: boolean): number | undefined {
    const { spacing, sorted } = this;
    if (sorted) return this.findSorted(sorted, position, backward);
    if (!spacing) return this.findInView(position, backward);
    const from = this.viewPositionOf(spacing, position);
    const found = this.findInView(from, backward);
    return found === undefined ? undefined : spacing.slotOf(found);
  }

  private findSorted(sorted: SortedRows, position: number, backward: boolean): number | undefined {
    const step = backward ? -1 : 1;
    for (let place = position + step; place >= 0 && place < sorted.length; place += step)
      if (this.isFound(this.view.at(sorted.at(place)))) return place;
    return undefined;
  }

  private isFound(row: number): boolean {
    const { matches } = this;
    if (!matches) return true;
    const found = matches.positionOf(row);
    return found < matches.length && matches.at(found) === row;
  }

  private findInView(position: number, backward: boolean): number | undefined {
    const { view, matches } = this;
    if (!matches) {
      const next = position + (backward ? -1 : 1);
      return next >= view.first && next < view.length ? next : undefined;
    }
    const row = this.rowBeside(position, backward);
    const next = backward ? matches.positionOf(row) - 1 : matches.positionOf(row + 1);
    if (next < matches.first || next >= matches.length) return undefined;
    return view.positionOf(matches.at(next));
  }

  /** The position in the view below that of a slot; beyond either end where the slot is. */
  private viewPositionOf(spacing: TimeSpacing, slot: number): number {
    if (slot < spacing.first) return this.view.first - 1;
    return slot < spacing.length ? spacing.at(slot).position : this.view.length;
  }

  /** The row at a position of the view; beyond its ends one that is before or after all. */
  private rowBeside(position: number, backward: boolean): number {
    const { view } = this;
    if (position >= view.first && position < view.length) return view.at(position);
    return backward ? Infinity : -1;
  }

  /** Rows [from, to), cut to what there is and may be asked for at once. */
  async read(from: number, to: number): Promise<LadderRow[]> {
    const slots = this.slotsAt(from, Math.min(to, from + MAX_ROWS_PER_REQUEST));
    const rows = slots
      .filter(({ nth }) => nth === undefined)
      .map(({ position }) => this.view.at(position));
    const { summaries, lifelines } = this.deps;
    await lifelines.catchUp();
    // What is told of a message is read with it.
    const told = rows.flatMap((row) => this.outcome(row) ?? []);
    const wanted = [...new Set([...rows, ...told])];
    const texts = await orNothing(summaries.of(wanted.sort((a, b) => a - b)));
    return slots.map((slot) =>
      slot.nth === undefined ? this.row(slot.position, texts) : this.pause(slot, slot.nth),
    );
  }

  /** Who has a lane at positions [from, to): those who say something there, and as many others as there is room for. */
  async heads(from: number, to: number): Promise<Heads> {
    const { recording, lifelines } = this.deps;
    await lifelines.catchUp();
    const { index } = recording.capture;
    // Who of several has no row here says nothing; the one peer of a ladder is named whatever is shown of it.
    if (this.count === 0 && lifelines.header().peers !== 1) return { heads: [], more: 0 };
    const end = Math.min(to, from + MAX_ROWS_PER_REQUEST);
    const rows = this.rowsAt(from, end);
    // A little scrolling must show lines that go on.
    const around = this.rowsAt(2 * from - end, 2 * end - from);
    const [top, bottom] = [around[0] ?? index.firstRow, around.at(-1) ?? index.firstRow];
    const talks = new Map<PeerIdentity, number>();
    for (const row of rows) {
      const identity = index.peers[index.peer(row)]!;
      talks.set(identity, (talks.get(identity) ?? 0) + 1);
    }
    const isMuted = this.mutes;
    const stays = lifelines.within(top, bottom + 1).filter(({ identity }) => !isMuted(identity));
    const talking = stays.filter(({ identity }) => talks.has(identity));
    const quiet = stays.filter(({ identity }) => !talks.has(identity));
    const shown = [...talking, ...quiet].slice(0, MOST_HEADS);
    const heads = shown.map(({ identity, lane, from: began, to: end }) => ({
      ...lifelines.lifeline(identity),
      lane,
      source: { pid: identity.pid, peer: identity.peer },
      first: this.locate(began).position,
      last: end === Infinity ? undefined : this.locate(end).position,
      talks: talks.get(identity) ?? 0,
    }));
    heads.sort((a, b) => a.lane - b.lane || a.first - b.first);
    return { heads, more: stays.length - heads.length };
  }

  /** What may come to be known about rows later: their pairs, and whether the filter finds them; it can be compared. */
  knownOf(rows: readonly number[]): string {
    const { pairs, causes, findings, recording } = this.deps;
    const { transits } = recording.peers;
    return rows
      .map(
        (row) =>
          `${findings.at(row).length} ${causes.causeOf(row)?.row ?? ''} ${causes.isOneOfSeveral(row)} ${this.outcome(row) ?? ''} ${this.matches && this.isFound(row) ? 'found' : ''} ${pairs.requestOf(row) ?? ''} ${pairs.answerOf(row) ?? ''} ${pairs.missing(row)} ${transits.arrivalOf(row) ?? ''}`,
      )
      .join();
  }

  dispose(): void {
    this.disposables.dispose();
    this.view.dispose();
    this.spacing?.dispose();
    this.matches?.dispose();
    this.shown.dispose();
  }

  private viewOf(query: Query): QueryView {
    const { recording, lifelines, pairs, findings } = this.deps;
    const { from, until } = this.query;
    const { capture } = recording;
    const isMuted = this.mutes;
    const peer = (number: number): boolean =>
      lifelines.has(number) && !isMuted(capture.index.peers[number]!);
    // What was seen at both ends of a connection is one arrow.
    const { transits } = recording.peers;
    const sameAs = (row: number): number | undefined => transits.departureOf(row);
    const networkOf = networksOf(recording.peers);
    const isLeftOut = this.isOfOthers(peer);
    const scope = { query, peer, networkOf, findings, from, until, sameAs, isLeftOut };
    return new QueryView(capture, scope, pairs);
  }

  /** Of all that a node does, a ladder of some peers has what it did for them; of a transaction it tells all. */
  private isOfOthers(isShown: (peer: number) => boolean): QueryScope['isLeftOut'] {
    const { lifelines, recording } = this.deps;
    if (this.tellsStory || (lifelines.ofAll && this.query.muted.length === 0)) return undefined;
    const others = new OthersEffects(recording.capture.index, isShown);
    return (row) => others.has(row);
  }

  private get mutes(): (peer: LadderPeer) => boolean {
    const muted = new Set(this.query.muted.map(({ pid, peer }) => `${pid}/${peer}`));
    return ({ pid, peer }) => muted.has(`${pid}/${peer}`);
  }

  private sortedBy({ by, descending }: LadderSort): SortedRows {
    const { recording, pairs } = this.deps;
    const { index } = recording.capture;
    const valueOf = (row: number): number | undefined => {
      if (!isMessage(index.kind(row))) return undefined;
      if (by === 'size') return index.size(row);
      const answer = pairs.answerOf(row);
      const asked = answer === undefined ? undefined : index.timeNs(answer) - index.timeNs(row);
      return pairs.latencyNs(row) ?? asked;
    };
    return new SortedRows(this.view, valueOf, descending);
  }

  /** The rows at positions [from, to), as far as they exist. */
  private slotsAt(from: number, to: number): Slot[] {
    const { spacing, sorted, view } = this;
    if (sorted) {
      const places = { first: Math.max(0, from), end: Math.min(to, sorted.length) };
      const count = Math.max(0, places.end - places.first);
      return Array.from({ length: count }, (_, i) => ({
        position: sorted.at(places.first + i),
        nth: undefined,
        pauseRows: 0,
      }));
    }
    const { first, length } = spacing ?? view;
    const slots: Slot[] = [];
    for (let at = Math.max(from, first); at < Math.min(to, length); at++)
      slots.push(spacing?.at(at) ?? { position: at, nth: undefined, pauseRows: 0 });
    return slots;
  }

  /** The rows of the time before an event. */
  private pause({ position, pauseRows }: Slot, nth: number): PauseRow {
    const { recording } = this.deps;
    const row = this.view.at(position);
    const base = this.base(position, row);
    const rowUs = this.query.msPerRow * 1000;
    return {
      ...base,
      kind: 'pause',
      gaps: [],
      match: false,
      wallUs: recording.wallUs(recording.capture.index.timeNs(row)),
      pauseUs: base.deltaUs,
      folded: base.deltaUs >= (pauseRows + 2) * rowUs,
      labelled: nth === Math.floor((pauseRows - 1) / 2),
    };
  }

  private base(i: number, row: number): RowBase {
    const { recording } = this.deps;
    const { index } = recording.capture;
    const above = i > this.view.first ? this.view.at(i - 1) : row;
    const wallUs = recording.wallUs(index.timeNs(row));
    const { pid, peer } = index.peers[index.peer(row)]!;
    const { sorted } = this;
    return {
      row,
      wallUs,
      source: { pid, peer },
      // Of sorted rows, the one above is not the one before.
      deltaUs: sorted ? 0 : wallUs - recording.wallUs(index.timeNs(above)),
      spaced: this.spacing !== undefined,
      gaps: sorted ? [] : [...this.view.gapsBefore(i)],
      match: this.matches !== undefined && this.isFound(row),
      ...this.bookmark(row),
      ...this.findings(row),
    };
  }

  private row(position: number, texts: ReadonlyMap<number, string>): LadderRow {
    const { recording, lifelines, pairs } = this.deps;
    const { index } = recording.capture;
    const row = this.view.at(position);
    const base = this.base(position, row);
    const lines = lifelines.linesOf(row);
    if (!isMessage(index.kind(row))) {
      const kind = eventKind(index.kind(row))!;
      return {
        ...base,
        kind: 'note',
        at: isNodeItself(index.peers[index.peer(row)]!) ? lines.node : lines.peer,
        ...this.cause(row, texts.get(row) ?? noteText(kind, undefined)),
        tone: kind.wording?.tone ?? 'plain',
      };
    }
    const inbound = index.direction(row) === 'inbound';
    const flags = index.flags(row);
    const [request, answer] = [pairs.requestOf(row), pairs.answerOf(row)];
    const messageType = index.messageType(row);
    const { wallUs, deltaUs, source, spaced, gaps, match, bookmark, findings } = base;
    // Member by member: to spread so many takes most of the time of all this.
    return {
      row,
      wallUs,
      deltaUs,
      source,
      spaced,
      gaps,
      match,
      ...(bookmark !== undefined && { bookmark }),
      ...(findings && { findings }),
      kind: 'message',
      direction: inbound ? 'inbound' : 'outbound',
      from: inbound ? lines.peer : lines.node,
      to: inbound ? lines.node : lines.peer,
      messageType,
      family: familyOf(messageType),
      ...this.outcomeIn(row, texts),
      size: index.size(row),
      captured: index.captured(row),
      truncated: (flags & EventFlag.Truncated) !== 0,
      incomplete: lossCause(flags),
      reconstructed: (flags & EventFlag.Reconstructed) !== 0,
      request: this.link(request, row, request),
      answer: this.link(row, answer, answer),
      missing: pairs.missing(row),
      unanswered: pairs.unanswered(row),
      transitUs: this.transitUs(row),
    };
  }

  /** What the node did, and what for. */
  private cause(row: number, said: string): Pick<NoteRow, 'text' | 'cause'> {
    const { causes, recording } = this.deps;
    const cause = causes.causeOf(row);
    if (!cause)
      return { text: causes.isOneOfSeveral(row) ? `${said} · ${ONE_OF_SEVERAL_TEXT}` : said };
    const { index } = recording.capture;
    return {
      text: `${said} · ${causeText(cause, index)}`,
      cause: this.link(cause.row, row, cause.row)!,
    };
  }

  /** What a message says, and what came of it. */
  private outcomeIn(
    row: number,
    texts: ReadonlyMap<number, string>,
  ): Pick<MessageRow, 'summary' | 'outcome'> {
    const said = texts.get(row) ?? '';
    const outcome = this.outcome(row);
    const text = outcome === undefined ? undefined : texts.get(outcome);
    if (outcome === undefined || text === undefined) return { summary: said };
    const summary = said === '' ? `⇒ ${text}` : `${said} ⇒ ${text}`;
    return { summary, outcome: this.link(row, outcome, outcome)! };
  }

  private outcome(row: number): number | undefined {
    return outcomeOf(this.deps.causes, row, this.deps.recording.capture.index);
  }

  private findings(row: number): { findings?: RowFinding[] } {
    const found = this.deps.findings.at(row);
    if (found.length === 0) return {};
    return {
      findings: found.map(({ rule, text }) => ({
        severity: rule.severity,
        rule: rule.id,
        source: rule.source,
        text,
      })),
    };
  }

  private bookmark(row: number): { bookmark?: string } {
    const text = this.deps.recording.capture.bookmarks.textOf(row);
    return text === undefined ? {} : { bookmark: text };
  }

  private transitUs(row: number): number | undefined {
    const { capture, peers } = this.deps.recording;
    const arrival = peers.transits.arrivalOf(row);
    const departure = peers.transits.departureOf(row);
    if (arrival === undefined && departure === undefined) return undefined;
    const { index } = capture;
    return Math.round((index.timeNs(arrival ?? row) - index.timeNs(departure ?? row)) / 1000);
  }

  /** @param other The row at the other end: of the two, the one that is not shown here. */
  private link(
    request: number | undefined,
    answer: number | undefined,
    other: number | undefined,
  ): RowLink | undefined {
    if (request === undefined || answer === undefined || other === undefined) return undefined;
    const { index } = this.deps.recording.capture;
    const latencyUs = Math.round((index.timeNs(answer) - index.timeNs(request)) / 1000);
    return { row: other, latencyUs };
  }
}

function rowsOf(view: QueryView): number[] {
  return Array.from({ length: view.length - view.first }, (_, i) => view.at(view.first + i));
}

/** That something happened is known even where its bytes are gone. */
async function orNothing(
  texts: Promise<ReadonlyMap<number, string>>,
): Promise<ReadonlyMap<number, string>> {
  try {
    return await texts;
  } catch (error) {
    if (error instanceof UserError) return new Map();
    throw error;
  }
}
