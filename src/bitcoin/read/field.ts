import { ByteReader } from './byteReader';
import type { JsonBytes } from '../../shared/text/jsonBytes';
import type { Payload } from './payload';
import { type ByteWriter, Encoded, type WireValue } from '../write/byteWriter';

export type FieldValue = number | bigint | boolean | string | Uint8Array | undefined;

/** What a hash identifies. */
export type HashKind = 'txid' | 'wtxid' | 'block';

/** Numbers of the members of a struct, as far as they have been read. */
export type Read = Readonly<Record<string, number | undefined>>;

/** How one kind of value lies in a payload, and how it is shown. */
export interface Type {
  /** The name as Core's source spells it. */
  readonly name: string;
  /** Bytes, where every value takes as many. */
  readonly size?: number;
  /** It is a list of elements, not a value or a record of members. */
  readonly isList?: true;
  /** Which kind of hash this is, if something can be followed by it. */
  readonly hash?: HashKind | ((field: Field) => HashKind | undefined);
  /**
   * Moves the reader past one value, and fails it where Core would throw.
   * @param read Of the members before it.
   * @returns what members after it may ask for: the number itself, or how many elements there are.
   */
  skip(reader: ByteReader, read: Read): number;
  /**
   * Adds the compact JSON of one value, past which it moves the reader as `skip` does, and returns what that
   * returns. Only of what skip has passed. Without it, the JSON follows from value and children.
   */
  readonly writeJson?: ((reader: ByteReader, read: Read, json: JsonBytes) => number) | undefined;
  /** Writes a value, so that it is read as the same; absent where nothing is written by itself. */
  write?(value: WireValue, into: ByteWriter): void;
  value?(field: Field): FieldValue;
  text(field: Field): string;
  /** What Core, having read the value, holds against it. */
  warning?(field: Field): string | undefined;
  /** Parts of a value that has any; those in [from, to) of them. */
  count?(field: Field): number;
  children?(field: Field, from: number, to: number): Field[];
}

/**
 * A value at its place in a payload. Nothing is decoded until it is asked for: a block of 4 MB is a
 * handful of these until its transactions are opened.
 */
export class Field {
  /** Not in the payload, but computed from the bytes of its range. */
  readonly derived: boolean = false;
  private memory: unknown;

  constructor(
    readonly name: string,
    readonly type: Type,
    readonly payload: Payload,
    /** Bytes [start, end) of the payload. */
    readonly start: number,
    readonly end: number,
    /** What {@link Type.skip} returned. */
    readonly read = 0,
    /** The message breaks within this field: it has its parts up to there. */
    readonly broken = false,
  ) {}

  get value(): FieldValue {
    return this.type.value?.(this);
  }

  get text(): string {
    return this.type.text(this);
  }

  /** What the value identifies, where it is a hash. */
  get hash(): HashKind | undefined {
    const { hash } = this.type;
    return typeof hash === 'function' ? hash(this) : hash;
  }

  get warning(): string | undefined {
    return this.type.warning?.(this);
  }

  get count(): number {
    return this.type.count?.(this) ?? 0;
  }

  /** The parts in [from, to) of `count`, created at every call. */
  children(from = 0, to = Infinity): Field[] {
    return this.type.children?.(this, from, to) ?? [];
  }

  get bytes(): Uint8Array {
    return this.payload.bytes.subarray(this.start, this.end);
  }

  /** Over the bytes of this field. */
  reader(): ByteReader {
    return new ByteReader(this.payload, this.start, this.end);
  }

  child(name: string): Field | undefined {
    return this.children().find((field) => field.name === name);
  }

  /** What `compute` returned the first time. For the one thing a type wants to keep. */
  remember<T>(compute: () => T): T {
    this.memory ??= compute();
    return this.memory as T;
  }
}

/** What was read before a value that is not a member of a struct. */
export const NONE: Read = {};

/** Writes one value. One that is missing ends the message. */
export function writeValue(type: Type, value: WireValue, into: ByteWriter): void {
  if (into.ended) return;
  if (value instanceof Encoded) into.bytes(value.bytes);
  else if (value === undefined || !type.write) into.end();
  else type.write(value, into);
}

/** Reads one value. @returns undefined if not even its first byte could be read. */
export function readField(
  name: string,
  type: Type,
  reader: ByteReader,
  before: Read = NONE,
): Field | undefined {
  const { offset, failure } = reader;
  if (failure) return undefined;
  const read = type.skip(reader, before);
  const broken = reader.failure !== undefined;
  if (broken && reader.offset === offset) return undefined;
  return new Field(name, type, reader.payload, offset, reader.offset, read, broken);
}
