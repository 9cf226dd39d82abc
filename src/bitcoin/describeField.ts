import type { Field, FieldValue, HashKind } from './read/field';
import { hex } from './text/hex';

/** A field as plain data, for a process boundary or for JSON. */
export interface FieldDescription {
  name: string;
  /** The type as Core's source spells it; `derived` for what is not in the payload. */
  type: string;
  /** 64-bit numbers as decimal text, bytes as hex; none for what has only parts. */
  value?: number | boolean | string;
  /** The value for reading; text that a peer chose is made visible. */
  text: string;
  start: number;
  end: number;
  /** How many children it has. */
  count: number;
  derived?: true;
  /** What the value identifies. */
  hash?: HashKind;
  /** What Core holds against it. */
  warning?: string;
  /** The message breaks within it. */
  broken?: true;
}

export interface DescribeOptions {
  /** A value of more bytes is left out; its range tells where to get it. @default 1024 */
  longestValue?: number;
}

export function describeField(
  field: Field,
  { longestValue = 1024 }: DescribeOptions = {},
): FieldDescription {
  const { name, text, start, end, count, hash, warning } = field;
  const value = plain(field.value, longestValue);
  return {
    name,
    type: field.type.name,
    ...(value !== undefined && { value }),
    text,
    start,
    end,
    count,
    ...(field.derived && { derived: true }),
    ...(hash && { hash }),
    ...(warning !== undefined && { warning }),
    ...(field.broken && { broken: true }),
  };
}

function plain(value: FieldValue, longest: number): FieldDescription['value'] {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object') return value;
  return value.length <= longest ? hex(value) : undefined;
}
