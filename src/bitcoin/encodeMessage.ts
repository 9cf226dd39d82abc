import { recordOf } from './messages/records';
import { writeValue } from './read/field';
import { ByteWriter, type WireMembers, type WireValue } from './write/byteWriter';

export interface EncodedMessage {
  payload: Uint8Array;
  /** A value is missing or cannot be: the payload is the beginning of the message, up to there. */
  ended: boolean;
}

/**
 * The payload of a message from the values of its fields, by the layout that it is decoded by.
 * @param values Hashes and addresses in the bytes of the wire, strings without their size, positions in a block
 *   as they are and not as differences.
 * @param most Bytes that it has at most: what is longer ends there.
 * @returns undefined for a type that has no layout.
 */
export function encodeMessage(
  messageType: string,
  values: WireMembers | WireValue,
  most: number,
): EncodedMessage | undefined {
  const record = recordOf(messageType);
  if (!record) return undefined;
  const writer = new ByteWriter(most);
  writeValue(record.type, values, writer);
  return { payload: writer.written, ended: writer.ended };
}
