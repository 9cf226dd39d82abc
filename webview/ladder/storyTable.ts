import type { StoryDeed, StoryLine, StoryMoment } from '../../src/shared/webview/ladderProtocol';

/** The columns of a story, in order. */
export const COLUMNS = {
  peer: { name: 'Peer', about: 'As the node counts, and its address' },
  announced: {
    name: 'Announced',
    about: 'First named by an inv or headers, since the first of all',
  },
  asked: { name: 'Asked', about: 'First asked for, since the first of all' },
  delivered: { name: 'Delivered', about: 'First sent, whole or compact, since the first of all' },
  toFirst: {
    name: 'Time to First',
    about: 'From the first that was said of it to the first delivery; the bar shows when that was',
  },
} as const;
export type StoryColumn = keyof typeof COLUMNS;

/**
 * From the first word of it to the first delivery, microseconds; undefined where nothing was delivered, or
 * nothing was said before.
 */
export function toFirstUs({ announced, asked, delivered }: StoryLine): number | undefined {
  const first = announced ?? asked;
  return delivered && first && Math.max(0, delivered.sinceUs - first.sinceUs);
}

/** In the order of a column; what has nothing there comes last, either way. */
export function sortedLines(
  lines: readonly StoryLine[],
  column: StoryColumn,
  descending: boolean,
): StoryLine[] {
  const sign = descending ? -1 : 1;
  const number = (line: StoryLine): number | undefined => {
    if (column === 'peer') return Number.parseInt(line.peer, 10);
    return column === 'toFirst' ? toFirstUs(line) : line[column]?.sinceUs;
  };
  return [...lines].sort((a, b) => {
    const [one, other] = [number(a), number(b)];
    if (one === undefined || other === undefined)
      return Number(one === undefined) - Number(other === undefined);
    return sign * (one - other);
  });
}

/** For a spreadsheet: times in milliseconds with microseconds. */
export function storyTsv(lines: readonly StoryLine[], deeds: readonly StoryDeed[]): string {
  const heads = ['Peer', 'Address', 'Announced', 'ms', 'Asked', 'ms', 'Delivered', 'ms'];
  const rows = lines.map((line) =>
    [
      line.peer,
      line.address,
      ...momentCells(line.announced),
      ...momentCells(line.asked),
      ...momentCells(line.delivered),
      millis(toFirstUs(line)),
    ].join('\t'),
  );
  // A summary may have what a peer chose, but neither tabs nor ends of lines.
  const done = deeds.map(({ text, sinceUs }) => ['node', '', text, millis(sinceUs)].join('\t'));
  return [[...heads, 'Time to first, ms'].join('\t'), ...rows, ...done, ''].join('\n');
}

function momentCells(moment: StoryMoment | undefined): string[] {
  if (!moment) return ['', ''];
  return [
    `${moment.direction === 'inbound' ? 'from' : 'to'} peer: ${moment.messageType}`,
    millis(moment.sinceUs),
  ];
}

function millis(us: number | undefined): string {
  return us === undefined ? '' : (us / 1000).toFixed(3);
}
