import type { Capture } from '../capture';
import type { PeersModel } from './peersModel';
import { CAUSE_TEXTS, type GapCause } from '../../shared/text/gapCauses';
import { formatCount } from '../../shared/text/quantity';

/** A capture, and the model of its peers: a Recording. */
interface Traced {
  readonly capture: Pick<Capture, 'statistics' | 'index'>;
  readonly peers: Pick<PeersModel, 'incomplete' | 'unreadable'>;
}

export interface LossTotal {
  /** The events never arrived, or only a part of each did. */
  kind: 'lost' | 'incomplete';
  /** `Lost (ring buffer full)` */
  what: string;
  /** Events, at least 1. */
  count: number;
}

type Cause = keyof typeof CAUSE_TEXTS;

const NEVER_IN_CAPTURE: readonly GapCause[] = [
  'disk-full',
  'limit',
  'damaged',
  'uncaptured',
  'undelivered',
  'untraced',
];

/** What a trace lost by cause: events that never arrived, and those that arrived incomplete. */
export function lossTotals({ capture, peers }: Traced): LossTotal[] {
  const { statistics } = capture;
  const { losses } = capture.index;
  // Statistics arrive before the events that say where something was lost.
  const untold = Math.max(0, (statistics?.lostRingFull ?? 0) - losses.ringFull);
  const unreadable = Math.max(statistics?.lostUnreadable ?? 0, peers.unreadable);
  const totals: LossTotal[] = [
    lost('ring-full', losses.total('ring-full') + untold),
    incomplete('ring-full', peers.incomplete - peers.unreadable),
    incomplete('unreadable', unreadable),
    ...NEVER_IN_CAPTURE.map((cause) => lost(cause, losses.total(cause))),
  ];
  return totals.filter(({ count }) => count > 0);
}

/** Rows of a tooltip. */
export function lossRows(recording: Traced & { readonly endMissing: boolean }): [string, string][] {
  const rows = lossTotals(recording).map(({ what, count }): [string, string] => [
    what,
    formatCount(count),
  ]);
  if (recording.endMissing)
    rows.push(['Lost at the end of the trace', 'unknown: the end is missing']);
  return rows.length === 0 ? [['Lost', '0']] : rows;
}

function lost(cause: Cause, count: number): LossTotal {
  return { kind: 'lost', what: `Lost (${CAUSE_TEXTS[cause]})`, count };
}

function incomplete(cause: Cause, count: number): LossTotal {
  return { kind: 'incomplete', what: `Incomplete (${CAUSE_TEXTS[cause]})`, count };
}
