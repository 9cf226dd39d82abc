import { Field, type FieldValue, type HashKind, type Type } from './field';

export interface Fact {
  value: FieldValue;
  /** Where the value alone does not read well. */
  text?: string;
  warning?: string | undefined;
}

/** What follows from the bytes of a field, computed when it is first looked at. */
class DerivedField extends Field {
  override readonly derived = true;
}

/**
 * @param of Its range is the fact's.
 * @param hash What the value identifies, where it is a hash.
 */
export function fact(of: Field, name: string, compute: () => Fact, hash?: HashKind): Field {
  const get = (self: Field): Fact => self.remember(compute);
  const type: Type = {
    name: 'derived',
    ...(hash && { hash }),
    skip: () => 0,
    value: (self) => get(self).value,
    text: (self) => get(self).text ?? String(get(self).value),
    warning: (self) => get(self).warning,
  };
  return new DerivedField(name, type, of.payload, of.start, of.end);
}
