import { familyOf, RECORDS } from '../../bitcoin/messages/records';
import type { MessageType } from '../../bitcoin/messages/records';
import { FAMILIES } from '../../shared/families';
import type { MonitorColour } from '../../shared/webview/monitorProtocol';

/** Message types that the chart tells apart; all others are one band. */
const BANDS = 7;
/** Places of a family that types of a peer's own making share. */
const MADE_UP = 5;
/** Types that a node has most of, which have the plainest colours of their families. */
const FIRST: readonly MessageType[] = ['headers', 'block', 'getheaders', 'cmpctblock', 'addrv2'];

/** Of each type that Core knows or knew: its colour. */
const COLOURS = new Map<string, MonitorColour>(
  FAMILIES.flatMap((family) => {
    const names = RECORDS.filter((record) => record.family === family).map(({ name }) => name);
    const first = FIRST.filter((name) => names.includes(name));
    const others = names.filter((name) => !(first as readonly string[]).includes(name));
    return [...first, ...others].map((name, i) => [name, `${family}-${i}`] as const);
  }),
);

/** Which message types have bands of their own in the chart: those with the most messages. */
export class TypeBands {
  private shown: ReadonlySet<string> = new Set();

  /** @param types Those with the most messages first. */
  update(types: readonly (string | undefined)[]): void {
    this.shown = new Set(types.filter((type) => type !== undefined).slice(0, BANDS));
  }

  colourOf(messageType: string | undefined): MonitorColour {
    if (messageType === undefined || !this.shown.has(messageType)) return 'others';
    return colourOfType(messageType);
  }
}

/** The colour of a type, which depends on nothing but its name. */
export function colourOfType(messageType: string): MonitorColour {
  return COLOURS.get(messageType) ?? `${familyOf(messageType)}-${sumOf(messageType) % MADE_UP}`;
}

/** The order of bands from the bottom up: that of the families, and the others on top. */
export function compareColours(a: MonitorColour, b: MonitorColour): number {
  return placeOf(a) - placeOf(b);
}

function placeOf(colour: MonitorColour): number {
  const [family, nth] = colour.split('-');
  const place = FAMILIES.findIndex((each) => each === family);
  return place < 0 ? Number.MAX_SAFE_INTEGER : place * 100 + Number(nth);
}

function sumOf(text: string): number {
  return Buffer.from(text).reduce((sum, byte) => sum + byte, 0);
}
