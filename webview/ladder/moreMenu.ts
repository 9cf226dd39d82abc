import {
  SPACINGS,
  TIME_FORMATS,
  type LadderQuery,
  type PageCommand,
  type TimeMode,
} from '../../src/shared/webview/ladderProtocol';
import { plural } from '../../src/shared/text/quantity';
import type { PopupGroup, PopupItem } from '../common/popupItem';

const TIME_LABELS: Record<TimeMode, string> = {
  absolute: 'Time of Day',
  relative: 'Since the Start',
  delta: 'Since the Row Above',
  zero: 'Since Time Zero',
};

const SPACING_LABELS: Record<(typeof SPACINGS)[number], string> = {
  0: 'Close to Each Other',
  1: '1 ms a Row',
  10: '10 ms a Row',
  100: '100 ms a Row',
  1000: '1 s a Row',
};

export interface MoreEvents {
  onTimeMode(mode: TimeMode): void;
  /** See {@link LadderQuery.msPerRow}. */
  onSpacing(msPerRow: number): void;
  onSaved(): void;
  onColumns(): void;
  /** Leaves out what came so far, or takes it in again. */
  onClear(cleared: boolean): void;
  onUnmute(): void;
  onRun(command: PageCommand): void;
  onKeys(): void;
}

/** What a ladder shows besides its query. */
export interface MoreFacts {
  timeMode: TimeMode;
  /** The user has chosen a time zero. */
  hasZero: boolean;
  /** More rows may come. */
  live: boolean;
}

/** What is not needed so often. */
export function moreMenu(
  { from, until, muted, msPerRow }: LadderQuery,
  { timeMode, hasZero, live }: MoreFacts,
  events: MoreEvents,
): PopupGroup[] {
  const isCleared = from > 0 && until === undefined;
  const modes: TimeMode[] = [...TIME_FORMATS, ...(hasZero ? (['zero'] as const) : [])];
  const clear: PopupItem = {
    text: 'Clear: Hide All Rows up to Now',
    check: { kind: 'any', checked: isCleared },
    run: () => events.onClear(!isCleared),
  };
  const unmute = {
    text: `Show ${plural(muted.length, 'Muted Peer')}`,
    run: () => events.onUnmute(),
  };
  const groups: PopupGroup[] = [
    {
      name: 'Time',
      items: modes.map((mode) => ({
        text: TIME_LABELS[mode],
        check: { kind: 'one', checked: mode === timeMode },
        run: () => events.onTimeMode(mode),
      })),
    },
    {
      name: 'Rows',
      items: SPACINGS.map((spacing) => ({
        text: SPACING_LABELS[spacing],
        check: { kind: 'one', checked: spacing === msPerRow },
        run: () => events.onSpacing(spacing),
      })),
    },
    {
      items: [
        // Where nothing more comes, nothing would be left.
        ...(live || isCleared ? [clear] : []),
        ...(muted.length > 0 ? [unmute] : []),
      ],
    },
    {
      items: [
        { text: 'Saved Filters…', run: () => events.onSaved() },
        { text: 'Columns…', run: () => events.onColumns() },
        { text: 'Findings…', run: () => events.onRun('showFindings') },
        { text: 'Compact Blocks', run: () => events.onRun('showCompactBlocks') },
        { text: 'Bookmarks…', run: () => events.onRun('showBookmarks') },
        { text: 'Export…', run: () => events.onRun('exportLadder') },
        { text: 'Keys', key: '?', run: () => events.onKeys() },
      ],
    },
  ];
  return groups.filter(({ items }) => items.length > 0);
}
