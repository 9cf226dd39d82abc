import { content } from '../../../src/bitcoin/read/byteString';
import type { Field } from '../../../src/bitcoin/read/field';
import type { WireValue } from '../../../src/bitcoin/write/byteWriter';

/** What a field was read from, as values that it can be written from again. */
export function wireValue(field: Field): WireValue {
  const { value, type } = field;
  if (type.size !== undefined && typeof value === 'string') return field.bytes;
  if (value instanceof Uint8Array && type.size !== undefined) return value;
  if (type.name === 'CNetAddr') return field.bytes;
  if (typeof value === 'string' || value instanceof Uint8Array) return content(field);
  if (value !== undefined) return value;
  const parts = field.children().filter(({ derived }) => !derived);
  const elements = parts.filter(({ name }) => name.startsWith('['));
  const isVector = type.name.startsWith('std::vector') || type.name.endsWith('[]');
  if (isVector || type.name === 'CScriptWitness') return elements.map(wireValue);
  return Object.fromEntries(parts.map((part) => [part.name, wireValue(part)]));
}
