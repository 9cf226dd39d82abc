import { encodeMessage } from '../../../bitcoin/encodeMessage';
import { MESSAGE_TYPES } from '../../../bitcoin/messageTypes';
import { Encoded } from '../../../bitcoin/write/byteWriter';
import { MAX_PAYLOAD } from '../../../shared/frames/layout';
import { type Form, FORMS } from './payloads';
import type { Decoded } from './records';

/** A message as it was before it was taken apart, as far as its fields tell. */
export interface Rebuilt {
  messageType: string;
  /** Whole, or its beginning; empty where there is nothing of it. */
  payload: Uint8Array;
  /** Bytes that it had. */
  size: number;
  /** Not every byte of it is known and certain. */
  reconstructed: boolean;
}

/** What a node could not have sent, or the text of bytes that were no text. */
const DAMAGED_NAME = /^.{13}|\ufffd/su;
const NOTHING = new Uint8Array();

/** @param size As peer-observer says it. */
export function rebuild({ about, what }: Decoded<'Message'>, size: number): Rebuilt {
  const told = about?.messageType ?? '';
  if (what.case === undefined)
    return { messageType: told, payload: NOTHING, size, reconstructed: true };
  const form = FORMS[what.case] as Form<unknown>;
  const messageType = what.case === 'unknown' ? fullName(told) : (form.messageType ?? what.case);
  const { payload, ended } = payloadOf(messageType, form, what.value, size);
  // What the fields make is not what it was.
  if (payload.length > size) return { messageType, payload: NOTHING, size, reconstructed: true };
  const isNamed = what.case !== 'unknown' || (messageType === told && !DAMAGED_NAME.test(told));
  const isCertain =
    isNamed &&
    !ended &&
    payload.length === size &&
    !form.isGuess?.(what.value) &&
    (form.holds?.(what.value, payload) ?? true);
  return { messageType, payload, size, reconstructed: !isCertain };
}

function payloadOf(
  messageType: string,
  { values }: Form<unknown>,
  value: unknown,
  size: number,
): { payload: Uint8Array; ended: boolean } {
  if (!values) return { payload: NOTHING, ended: false };
  const given = values(value, size);
  if (given instanceof Encoded)
    return {
      payload: given.bytes.subarray(0, MAX_PAYLOAD),
      ended: given.bytes.length > MAX_PAYLOAD,
    };
  return encodeMessage(messageType, given, MAX_PAYLOAD)!;
}

/** peer-observer has room for eleven characters: it tells `getcfheaders` as `getcfheader`. */
const CUT_NAMES: ReadonlyMap<string, string> = new Map(
  MESSAGE_TYPES.filter(({ length }) => length === 12).map((name) => [name.slice(0, 11), name]),
);

function fullName(messageType: string): string {
  return CUT_NAMES.get(messageType) ?? messageType;
}
