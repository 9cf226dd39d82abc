import { isMessage } from '../../capture/index/eventKinds';
import { LogHistogram } from '../../capture/model/logHistogram';
import { decodeEvent, type ProbeEvent } from '../../shared/events/event';
import type { EventKind } from '../../shared/events/eventKind';
import { eventKind } from '../../shared/events/eventKinds';
import { HEADER } from '../../shared/frames/layout';

/** Things that happened besides messages, of one name and reason. */
export interface EventTotal {
  /** In a word: `accepted`, `disconnected`. */
  what: string;
  /** Without details, which Core puts after a comma; '' where there is none. In part chosen by a peer. */
  reason: string;
  /** Both, as people read it elsewhere. Show it through `visible`. */
  text: string;
  count: number;
  /** How long it took, of those that say so: median, 95th and 99th percentile, microseconds. */
  tookUs: number[];
}

type Happening = Pick<EventKind<never>, 'wording' | 'peer'>;

/** Names and reasons that are told apart: a peer may make up reasons. */
const MOST = 200;
const OTHER_REASONS = 'other reasons';

/** Counts what happened besides messages. */
export class EventTotals {
  private readonly totals = new Map<string, EventTotal & { took: LogHistogram | undefined }>();

  add(frame: Buffer): void {
    const number = frame.readUInt16LE(HEADER.kind);
    const kind = eventKind(number);
    if (!kind?.wording || isMessage(number)) return;
    const { reason = '', tookNs } = kind.facts?.(decodeEvent(frame) as ProbeEvent) ?? {};
    const total = this.total(kind, reason.split(',')[0]!);
    total.count++;
    if (tookNs !== undefined) (total.took ??= new LogHistogram()).add(tookNs / 1000);
  }

  /** The most frequent first. */
  get all(): EventTotal[] {
    return [...this.totals.values()]
      .sort((a, b) => b.count - a.count)
      .map(({ what, reason, text, count, took }) => ({
        what,
        reason,
        text,
        count,
        tookUs: took ? [0.5, 0.95, 0.99].map((share) => took.percentile(share)!) : [],
      }));
  }

  private total(kind: Happening, reason: string) {
    const { what } = kind.wording!;
    const isKnown = this.totals.has(nameOf(what, reason));
    const told = isKnown || this.totals.size < MOST ? reason : OTHER_REASONS;
    const name = nameOf(what, told);
    let total = this.totals.get(name);
    if (!total) {
      const text = textOf(kind, told);
      total = { what, reason: told, text, count: 0, tookUs: [], took: undefined };
      this.totals.set(name, total);
    }
    return total;
  }
}

function textOf({ wording, peer }: Happening, reason: string): string {
  // Transactions are evicted as well.
  const what = `${peer ? 'peer ' : ''}${wording!.what}`;
  if (reason === '') return what;
  return wording!.reason?.(reason) ?? `${what}: ${reason}`;
}

function nameOf(what: string, reason: string): string {
  return `${what}\n${reason}`;
}
