import { describeField, type FieldDescription } from '../../../src/bitcoin/describeField';
import type { Field } from '../../../src/bitcoin/read/field';

export interface FieldTree extends FieldDescription {
  children?: FieldTree[];
}

/** A field with all that is in it and with whole values: what a message is as JSON. */
export function describeTree(field: Field): FieldTree {
  const children = field.children().map(describeTree);
  const description = describeField(field, { longestValue: Infinity });
  return children.length > 0 ? { ...description, children } : description;
}
