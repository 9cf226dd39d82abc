import { quoted } from './quoted';

/** Bytes of a piece. */
const PIECE = 65_536;
/** Characters up to which a loop is faster than a call. */
const SHORT = 48;
/** Bytes whose digits are written without looking for room between. */
const RUN = 4096;
/** Digits of the largest number that is written by hand, 2^53 - 1. */
const MOST_DIGITS = 16;
const BILLION = 1e9;

const DIGITS = Buffer.from('0123456789abcdef');
/** The two hex digits of each byte, the first in the lower half: they are written at once. */
const PAIRS = Uint16Array.from(
  { length: 256 },
  (_, byte) => DIGITS[byte >> 4]! | (DIGITS[byte & 15]! << 8),
);
const ZERO = 0x30;
const SPACE = 0x20;
const TILDE = 0x7e;
const BACKSLASH = 0x5c;
/** `"`: most of what is written stands between two of them. */
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const OPEN = 0x7b;
export const CLOSE = 0x7d;

const MINUS = 0x2d;

/**
 * Takes bytes that are full or done, which are valid during the call.
 * @returns What is written into next; without it the same memory is used again.
 */
export type TakeBytes = (bytes: Buffer) => Buffer | undefined;

/**
 * JSON of ASCII while it is written: as bytes, since strings that are made of parts are looked through, copied and
 * thrown away, which takes more time than to decode what they are about.
 */
export class JsonBytes {
  private length = 0;
  private room: number;
  private view: DataView;
  private before = 0;

  constructor(
    private readonly take: TakeBytes,
    private memory: Buffer = Buffer.allocUnsafeSlow(PIECE),
  ) {
    this.room = memory.length;
    this.view = viewOf(memory);
  }

  /** Bytes so far. */
  get written(): number {
    return this.before + this.length;
  }

  /** @param text ASCII. */
  ascii(text: string): void {
    const { length } = text;
    if (length > SHORT) {
      this.long(text);
      return;
    }
    const { memory } = this.need(length);
    let at = this.length;
    for (let index = 0; index < length; index++) memory[at++] = text.charCodeAt(index);
    this.length = at;
  }

  /** What {@link quoted} has. */
  quoted(text: string): void {
    const { length } = text;
    const { memory } = this.need(Math.min(length, SHORT) + 2);
    let at = this.length;
    memory[at++] = QUOTE;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (index === SHORT || code < SPACE || code > TILDE || code === QUOTE || code === BACKSLASH) {
        this.ascii(quoted(text));
        return;
      }
      memory[at++] = code;
    }
    memory[at++] = QUOTE;
    this.length = at;
  }

  /** One character. */
  code(code: number): void {
    this.need(1).memory[this.length++] = code;
  }

  /** Bytes [start, end) in hex. */
  hex(bytes: Uint8Array, start: number, end: number): void {
    for (let from = start; from < end; from += RUN) {
      const to = Math.min(end, from + RUN);
      const { view } = this.need(2 * (to - from));
      let at = this.length;
      for (let index = from; index < to; index++) {
        view.setUint16(at, PAIRS[bytes[index]!]!, true);
        at += 2;
      }
      this.length = at;
    }
  }

  /** Few bytes in the order in which Bitcoin shows hashes: the last one first. */
  reversedHex(bytes: Uint8Array, start: number, end: number): void {
    const { view } = this.need(2 * (end - start));
    let at = this.length;
    for (let index = end - 1; index >= start; index--) {
      view.setUint16(at, PAIRS[bytes[index]!]!, true);
      at += 2;
    }
    this.length = at;
  }

  /** The same of bytes that are each a character. */
  reversedHexOf(text: string): void {
    const { view } = this.need(2 * text.length);
    let at = this.length;
    for (let index = text.length - 1; index >= 0; index--) {
      view.setUint16(at, PAIRS[text.charCodeAt(index)]!, true);
      at += 2;
    }
    this.length = at;
  }

  /** A number as JavaScript has it in JSON, which is an integer nearly always. */
  number(value: number): void {
    if (!Number.isSafeInteger(value)) {
      this.ascii(JSON.stringify(value));
      return;
    }
    this.need(MOST_DIGITS + 1);
    if (value < 0) this.memory[this.length++] = MINUS;
    const size = Math.abs(value);
    const high = Math.floor(size / BILLION);
    if (high === 0) this.digits(size, digitsOf(size));
    else {
      this.digits(high, digitsOf(high));
      this.digits(size - high * BILLION, 9);
    }
  }

  /** An integer of 64 bits, little-endian. */
  integer64(view: DataView, at: number, isSigned: boolean): void {
    const high = isSigned ? view.getInt32(at + 4, true) : view.getUint32(at + 4, true);
    const value = high * 2 ** 32 + view.getUint32(at, true);
    if (Number.isSafeInteger(value)) this.number(value);
    else this.ascii(String(isSigned ? view.getBigInt64(at, true) : view.getBigUint64(at, true)));
  }

  /** What there is becomes a piece: nothing is held back. @returns false where there is nothing. */
  end(): boolean {
    const some = this.length > 0;
    if (some) this.giveAway();
    return some;
  }

  /** The last `count` digits of a whole number, with zeros in front. */
  digits(value: number, count: number): void {
    const { memory, length } = this.need(count);
    let rest = value;
    for (let at = length + count - 1; at >= length; at--) {
      const tenth = Math.floor(rest / 10);
      memory[at] = ZERO + rest - 10 * tenth;
      rest = tenth;
    }
    this.length = length + count;
  }

  private long(text: string): void {
    for (let from = 0; from < text.length;) {
      this.need(1);
      const piece = from === 0 ? text : text.slice(from);
      const written = this.memory.write(piece, this.length, 'latin1');
      this.length += written;
      from += written;
    }
  }

  private need(bytes: number): this {
    if (this.length + bytes > this.room) this.giveAway();
    return this;
  }

  private giveAway(): void {
    this.before += this.length;
    const bytes = this.memory.subarray(0, this.length);
    this.length = 0;
    const next = this.take(bytes);
    if (!next) return;
    this.memory = next;
    this.room = next.length;
    this.view = viewOf(next);
  }
}

/** The numbers in some bytes. */
export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** @param value At most ten digits. */
function digitsOf(value: number): number {
  let count = 1;
  for (let above = 10; above <= value; above *= 10) count++;
  return count;
}

/** Writes into pieces of text; made once, since most of what is written is short. */
class TextPieces {
  pieces: string[] = [];
  readonly json = new JsonBytes((bytes) => {
    this.pieces.push(bytes.toString('latin1'));
    return undefined;
  });
}

/** One that nobody uses now. */
let spare: TextPieces | undefined;

/** What is written, in pieces. */
export function piecesOf(write: (json: JsonBytes) => void): string[] {
  const text = spare ?? new TextPieces();
  // Whoever writes may ask for pieces of something else.
  spare = undefined;
  write(text.json);
  text.json.end();
  const { pieces } = text;
  // Those of a block are large: nothing holds them here until the next time.
  text.pieces = [];
  spare = text;
  return pieces;
}

/** What is written, as one string. */
export function asciiOf(write: (json: JsonBytes) => void): string {
  const pieces = piecesOf(write);
  return pieces.length === 1 ? pieces[0]! : pieces.join('');
}
