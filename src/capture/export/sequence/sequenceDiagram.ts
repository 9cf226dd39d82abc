import type { ProbeEvent } from '../../../shared/events/event';
import { durationText } from '../../../shared/text/durationText';
import { utcTimeMicros } from '../../../shared/text/dateText';
import { peerNumber } from '../../../shared/text/peerNumber';
import { formatCount, plural } from '../../../shared/text/quantity';
import { CAUSE_TEXTS } from '../../../shared/text/gapCauses';
import { visible } from '../../../shared/text/visible';
import { nodeTitle } from '../../model/nodeTitle';
import type { Gap } from '../../index/losses';
import { summaryOf } from '../../query/readEvent';
import { nameAndAddress } from '../addressOf';
import { AnswerFinder } from '../answerFinder';
import type { Clock } from '../eventJson';
import type { Exporter, RowFacts } from '../exporter';

/** Silence that is noted, nanoseconds. */
const LONG_SILENCE_NS = 1e9;

/** How a language of sequence diagrams writes what every one has; each a line, with its end. */
export interface SequenceDialect {
  begin: string;
  end: string;
  /** Events of a diagram, at most. */
  mostEvents: number;
  /** Characters of one, at most, where whoever draws it has a limit. */
  mostCharacters: number;
  /** @param id Ours: letters and digits. @param label Any text. */
  participant(id: string, label: string): string;
  /** @param isAnswer To a message the other way. */
  message(from: string, to: string, text: string, isAnswer: boolean): string;
  note(over: string, text: string): string;
}

/**
 * A sequence diagram: nodes and peers in the order in which they come, an arrow for each message, and notes for what
 * happened to connections, for losses and for times. Who draws it can hold few events: what is more is counted.
 */
export class SequenceDiagram implements Exporter<string> {
  /** Events that the diagram has no room for. */
  leftOut = 0;
  leftOutMessages = 0;
  private events = 0;
  private characters = 0;
  private lastNs: number | undefined;
  /** What is missing before the next event. */
  private gaps: Gap[] = [];
  private readonly participants = new Map<string, string>();
  private readonly finder = new AnswerFinder();

  constructor(private readonly dialect: SequenceDialect) {}

  begin(): string {
    return this.dialect.begin;
  }

  gap(gap: Gap): string {
    this.gaps.push(gap);
    return '';
  }

  event(event: ProbeEvent, clock: Clock, facts?: RowFacts): string[] {
    const { answers } = this.finder.take(event, facts);
    const { mostEvents, mostCharacters } = this.dialect;
    if (this.leftOut > 0 || this.events === mostEvents) return this.leaveOut(event);
    const met = new Map<string, string>();
    const lines = this.linesOf(event, clock, facts, answers?.latencyNs, met);
    const length = lines.reduce((sum, line) => sum + line.length, 0);
    if (this.characters + length > mostCharacters) return this.leaveOut(event);
    for (const [key, id] of met) this.participants.set(key, id);
    this.events++;
    this.characters += length;
    this.lastNs = event.timeNs;
    this.gaps = [];
    return lines;
  }

  end(): string {
    const { dialect, leftOut } = this;
    const { value: first } = this.participants.values().next();
    const empty = first === undefined ? dialect.participant('n0', 'no events') : '';
    const more = leftOut > 0 ? dialect.note(first ?? 'n0', leftOutText(leftOut)) : '';
    return empty + this.lossesAtEnd(first ?? 'n0') + more + dialect.end;
  }

  /** What nobody told of a capture the event itself tells. */
  private lossesBefore({ lostRingFull: count }: ProbeEvent): readonly Gap[] {
    return this.gaps.length > 0 || count === 0 ? this.gaps : [{ count, cause: 'ring-full' }];
  }

  private lossesAtEnd(node: string): string {
    // Nothing is after what there is no room for.
    if (this.leftOut > 0) return '';
    const notes = this.gaps.map((gap) => this.dialect.note(node, lossText(gap))).join('');
    return this.characters + notes.length > this.dialect.mostCharacters ? '' : notes;
  }

  /** Once an event is left out, so are all that follow: a diagram has no holes. */
  private leaveOut({ kind }: ProbeEvent): string[] {
    this.leftOut++;
    if (kind === 'message') this.leftOutMessages++;
    return [];
  }

  /** @param met Takes the participants that come with the event. */
  private linesOf(
    event: ProbeEvent,
    clock: Clock,
    facts: RowFacts | undefined,
    latencyNs: number | undefined,
    met: Map<string, string>,
  ): string[] {
    const { dialect } = this;
    const lines: string[] = [];
    const { pid, peer } = event;
    const node = this.idOf(
      `${pid}`,
      'n',
      met,
      lines,
      () => `${nodeTitle(facts?.node, 'node')} (${pid})`,
    );
    const other =
      peer === undefined
        ? node
        : this.idOf(`${pid} ${peer}`, 'p', met, lines, () => peerTitle(peer, event, facts));
    const time = this.timeText(event, clock);
    if (time !== undefined) lines.push(dialect.note(node, time));
    for (const gap of this.lossesBefore(event)) lines.push(dialect.note(node, lossText(gap)));
    if (event.kind === 'message') {
      const [from, to] = event.direction === 'inbound' ? [other, node] : [node, other];
      lines.push(dialect.message(from, to, messageText(event, latencyNs), latencyNs !== undefined));
    } else lines.push(dialect.note(other, summaryOf(event)));
    return lines;
  }

  private idOf(
    key: string,
    letter: 'n' | 'p',
    met: Map<string, string>,
    lines: string[],
    label: () => string,
  ): string {
    const known = this.participants.get(key);
    if (known !== undefined) return known;
    const id = `${letter}${this.participants.size + met.size + 1}`;
    met.set(key, id);
    lines.push(this.dialect.participant(id, label()));
    return id;
  }

  /** When it begins, and again after a long silence. */
  private timeText({ timeNs }: ProbeEvent, { wallNs, monotonicNs }: Clock): string | undefined {
    const silence = this.lastNs === undefined ? undefined : timeNs - this.lastNs;
    if (silence !== undefined && silence < LONG_SILENCE_NS) return undefined;
    const time = utcTimeMicros(Number((BigInt(timeNs) + wallNs - monotonicNs) / 1000n));
    return silence === undefined ? time : `${durationText(silence / 1000)} later, ${time}`;
  }
}

function peerTitle(number: number, event: ProbeEvent, facts: RowFacts | undefined): string {
  const address = nameAndAddress(event, facts);
  const peer = `peer ${peerNumber(number)}`;
  return address === '' ? peer : `${peer} ${visible(address)}`;
}

function messageText(
  event: Extract<ProbeEvent, { kind: 'message' }>,
  latencyNs: number | undefined,
): string {
  const { payload, size } = event;
  const bytes =
    payload.length < size
      ? `only ${formatCount(payload.length)} of ${plural(size, 'byte')}`
      : plural(size, 'byte');
  const after = latencyNs === undefined ? '' : `, after ${durationText(latencyNs / 1000)}`;
  return `${summaryOf(event)} (${bytes}${after})`;
}

function lossText({ count, cause }: Gap): string {
  return `${plural(count, 'message')} lost here (${CAUSE_TEXTS[cause]})`;
}

function leftOutText(count: number): string {
  return `${plural(count, 'later event')} left out: a diagram holds no more`;
}
