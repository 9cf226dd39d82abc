import type { ByteReader } from './byteReader';
import { Field, readField, type Type } from './field';

/** Numbers of the members read so far. */
export type Read = Readonly<Record<string, number | undefined>>;

export interface Member {
  name: string;
  /** Or a function of the members before it, where those say how long it is. */
  type: Type | ((read: Read) => Type);
  when?: (read: Read, reader: ByteReader) => boolean;
}

export interface Refusal {
  /** What Core throws, if it throws here. */
  refuse: (read: Read) => string | undefined;
}

interface Looks {
  text?: (field: Field) => string;
  warning?: (field: Field) => string | undefined;
  /** Facts that follow from the members; asked for only if all were read. */
  derive?: (self: Field, members: Field[]) => Field[];
}

/**
 * A member.
 * @param when Whether it is there, given the members before it and the bytes ahead.
 */
export function field(name: string, type: Member['type'], when?: Member['when']): Member {
  return when ? { name, type, when } : { name, type };
}

/** A member that ends the message if the message ends before it. */
export function ifMore(name: string, type: Type): Member {
  return field(name, type, (_, reader) => reader.remaining > 0);
}

/** A point where Core looks at what it has read, and may throw. */
export function refuse(reason: Refusal['refuse']): Refusal {
  return { refuse: reason };
}

/** Members one after the other. */
export function struct(name: string, members: (Member | Refusal)[], looks: Looks = {}): Type {
  const size = fixedSize(members);
  const parts = (self: Field): Field[] =>
    self.remember(() => {
      const fields = readMembers(members, self.reader());
      return self.broken || !looks.derive ? fields : [...fields, ...looks.derive(self, fields)];
    });
  return {
    name,
    ...(size !== undefined && { size }),
    skip(reader) {
      if (size !== undefined && reader.remaining >= size) reader.take(size);
      else walk(members, reader, (_, type) => type.skip(reader));
      return 0;
    },
    text: looks.text ?? (() => ''),
    warning: looks.warning ?? (() => undefined),
    count: (self) => parts(self).length,
    children: (self, from, to) => parts(self).slice(from, to),
  };
}

/** Up to where the reader fails, with the field that it fails in. */
export function readMembers(members: (Member | Refusal)[], reader: ByteReader): Field[] {
  const fields: Field[] = [];
  walk(members, reader, (name, type) => {
    const member = readField(name, type, reader);
    if (member) fields.push(member);
    return member?.read ?? 0;
  });
  return fields;
}

function walk(
  members: (Member | Refusal)[],
  reader: ByteReader,
  visit: (name: string, type: Type) => number,
): void {
  const read: Record<string, number> = {};
  for (const member of members) {
    if (reader.failure) return;
    if ('refuse' in member) {
      const reason = member.refuse(read);
      if (reason) reader.fail(reason);
    } else if (!member.when || member.when(read, reader)) {
      const type = typeof member.type === 'function' ? member.type(read) : member.type;
      read[member.name] = visit(member.name, type);
    }
  }
}

function fixedSize(members: (Member | Refusal)[]): number | undefined {
  let size = 0;
  for (const member of members) {
    if ('refuse' in member || member.when || typeof member.type === 'function') return undefined;
    if (member.type.size === undefined) return undefined;
    size += member.type.size;
  }
  return size;
}
