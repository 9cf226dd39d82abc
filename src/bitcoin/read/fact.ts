import { Field, type FieldValue, type HashKind, type Type } from './field';

export interface Fact {
  value: FieldValue;
  /** Where the value alone does not read well. */
  text?: string;
  warning?: string | undefined;
}

const DERIVED: Type = { name: 'derived', skip: () => 0, text: () => '' };

/** What follows from the bytes of a field, computed when it is first looked at. */
class DerivedField extends Field {
  override readonly derived = true;

  constructor(
    of: Field,
    name: string,
    private readonly compute: () => Fact,
    private readonly kind: HashKind | undefined,
  ) {
    super(name, DERIVED, of.payload, of.start, of.end);
  }

  override get value(): FieldValue {
    return this.fact.value;
  }

  override get text(): string {
    return this.fact.text ?? String(this.fact.value);
  }

  override get warning(): string | undefined {
    return this.fact.warning;
  }

  override get hash(): HashKind | undefined {
    return this.kind;
  }

  private get fact(): Fact {
    return this.remember(this.compute);
  }
}

/**
 * @param of Its range is the fact's.
 * @param hash What the value identifies, where it is a hash.
 */
export function fact(of: Field, name: string, compute: () => Fact, hash?: HashKind): Field {
  return new DerivedField(of, name, compute, hash);
}

/** A function that computes once, when it is first called. */
export function once<T>(compute: () => T): () => T {
  let result: { value: T } | undefined;
  return () => (result ??= { value: compute() }).value;
}
