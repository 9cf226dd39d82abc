import { isatty } from 'node:tty';
import { familyOf } from '../bitcoin/messages/records';
import type { EventFormat, TextFormat } from '../capture/export/exporter';
import { logFormat } from '../capture/export/formats/logFormat';
import { textFormat } from '../capture/export/formats/textFormat';
import type { ProbeEvent } from '../shared/events/event';
import { eventKind } from '../shared/events/eventKinds';
import type { Family } from '../shared/families';
import { visible } from '../shared/text/visible';

const STDOUT = 1;

/** Numbers of SGR: the terminal's own colours, which its owner chose. */
const FAMILIES: Readonly<Record<Family, number>> = {
  handshake: 35,
  keepalive: 90,
  address: 36,
  inventory: 34,
  transaction: 32,
  block: 33,
  compact: 33,
  filter: 36,
  other: 39,
};
const INBOUND = 36;
const OUTBOUND = 33;
const DIM = 90;
const NOTICE = 31;

/** How a line of a format is coloured. The line has no control bytes: what peers chose went through `visible`. */
type Paint = (line: string, event: ProbeEvent) => string;

const PAINTS: ReadonlyMap<EventFormat, Paint> = new Map<EventFormat, Paint>([
  [logFormat, paintLog],
  [textFormat, paintText],
]);

/** By NO_COLOR (no-color.org) and FORCE_COLOR; otherwise on a terminal that is not dumb. */
export function wantsColour(
  { NO_COLOR, FORCE_COLOR, TERM }: NodeJS.ProcessEnv = process.env,
  isTerminal = isatty(STDOUT),
): boolean {
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  return isTerminal && TERM !== 'dumb';
}

/** The same format in colours, where it has some and they are wanted. */
export function coloured(format: EventFormat): EventFormat {
  const paint = PAINTS.get(format);
  if (!paint || format.binary || !wantsColour()) return format;
  return painted(format, paint);
}

function painted(format: TextFormat, paint: Paint): TextFormat {
  return {
    ...format,
    create: (options) => {
      const exporter = format.create(options);
      return {
        ...exporter,
        *event(event, clock, facts) {
          const [line, ...rest] = exporter.event(event, clock, facts);
          if (line !== undefined) yield paint(line, event);
          yield* rest;
        },
      };
    },
  };
}

/** `inbound 'pong' msg …`: the direction, and the type by its family. */
function paintLog(line: string, event: ProbeEvent): string {
  if (event.kind !== 'message') return line;
  const { direction, messageType } = event;
  const type = `'${visible(messageType)}'`;
  const rest = line.slice(direction.length + 1 + type.length);
  return `${sgr(directionColour(event), direction)} ${sgr(familyColour(event), type)}${rest}`;
}

/** `TIME → peer …  SUMMARY`: the time is dim, the arrow has its direction and the summary its family. */
function paintText(line: string, event: ProbeEvent): string {
  const [, time, arrow, whose, summary] = /^(\S+) (\S+) (.*?)( {2}.*)$/.exec(line) ?? [];
  if (time === undefined) return line;
  const said = sgr(familyColour(event), summary!);
  return `${sgr(DIM, time)} ${sgr(directionColour(event), arrow!)} ${whose}${said}`;
}

function directionColour({ kindNumber }: ProbeEvent): number {
  return eventKind(kindNumber)?.direction === 'outbound' ? OUTBOUND : INBOUND;
}

function familyColour(event: ProbeEvent): number {
  if (event.kind === 'misbehaving') return NOTICE;
  return event.kind === 'message' ? FAMILIES[familyOf(event.messageType)] : DIM;
}

function sgr(number: number, text: string): string {
  return `\x1b[${number}m${text}\x1b[39m`;
}
