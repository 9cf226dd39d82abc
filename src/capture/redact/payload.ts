import { layoutOf } from '../../bitcoin/messages/records';
import { ByteReader } from '../../bitcoin/read/byteReader';
import { Field, NONE } from '../../bitcoin/read/field';
import { Payload } from '../../bitcoin/read/payload';
import { PAYLOAD_RULES, type MessageRules } from './payloadRules';
import { chain, eachChild } from './rules';
import type { Tools } from './tools';

/** What became of a payload that is not all in its fields. */
export type Left = 'unknown' | 'malformed' | 'trailing' | undefined;

/** Begins a CompactSize of more bytes: it carries nothing itself, and the message breaks there as it did. */
const LONG_SIZE = 0xfd;

/**
 * Writes what stands for a payload. Only what a rule says is written: what breaks, what follows the last
 * field, and the payload of a type that is not known stay zeros, since they may hold anything.
 * @param size Bytes that the message has, where not all of them were captured.
 * @param into As many zeros as the payload has bytes.
 */
export function redactPayload(
  messageType: string,
  bytes: Uint8Array,
  size: number,
  into: Buffer,
  tools: Tools,
): Left {
  if (bytes.length === 0) return undefined;
  const layout = layoutOf(messageType);
  if (!layout) return 'unknown';
  const payload = new Payload(bytes, 'main', Math.max(size, bytes.length), false);
  const reader = new ByteReader(payload);
  layout.type.skip(reader, NONE);
  const { failure, offset } = reader;
  const root = new Field('message', layout.type, payload, 0, offset, 0, failure !== undefined);
  const rules = (PAYLOAD_RULES as Partial<Record<string, MessageRules>>)[messageType] ?? {};
  if (rules === 'chain') chain(root, into, tools);
  else eachChild(root, (field) => rules[field.name]?.(field, into, tools));
  if (offset === bytes.length) return undefined;
  if (failure && bytes[offset]! >= LONG_SIZE) into[offset] = bytes[offset]!;
  if (!failure) return 'trailing';
  return failure.cut ? undefined : 'malformed';
}
