import type { ByteReader } from './byteReader';
import { writeMembersJson, writeValueJson } from './compactJson';
import { CLOSE, COMMA, type JsonBytes, OPEN } from '../../shared/text/jsonBytes';
import type { WireMembers } from '../write/byteWriter';
import { Field, NONE, type Read, readField, type Type, writeValue } from './field';
import type { Payload } from './payload';

export interface Member {
  name: string;
  type: Type;
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
  /** The compact JSON of these facts as members, where there are too many to make a field of each. */
  factsJson?: (payload: Payload, start: number, end: number, json: JsonBytes) => void;
}

/**
 * A member.
 * @param when Whether it is there, given the members before it and the bytes ahead.
 */
export function field(name: string, type: Type, when?: Member['when']): Member {
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
export function struct(
  name: string,
  members: readonly (Member | Refusal)[],
  looks: Looks = {},
): Type {
  const size = fixedSize(members);
  const skipMembers = skipper(members);
  const writeStruct = writer(members);
  const parts = (self: Field): Field[] =>
    self.remember(() => {
      const fields = readMembers(members, self.reader());
      return self.broken || !looks.derive ? fields : [...fields, ...looks.derive(self, fields)];
    });
  const type: Type = {
    name,
    ...(size !== undefined && { size }),
    skip(reader) {
      if (size !== undefined && reader.remaining >= size) reader.take(size);
      else skipMembers(reader);
      return 0;
    },
    writeJson(reader, _, json) {
      const { payload, offset: start } = reader;
      json.code(OPEN);
      writeStruct(reader, json);
      const isAfter = reader.offset > start;
      if (looks.factsJson) {
        if (isAfter) json.code(COMMA);
        looks.factsJson(payload, start, reader.offset, json);
      } else if (looks.derive) {
        const self = new Field(name, type, payload, start, reader.offset);
        const facts = looks.derive(self, readMembers(members, self.reader()));
        if (isAfter && facts.length > 0) json.code(COMMA);
        writeMembersJson(facts, json);
      }
      json.code(CLOSE);
      return 0;
    },
    write(values, into) {
      for (const member of members) {
        if ('refuse' in member) continue;
        const value = (values as WireMembers)[member.name];
        if (value !== undefined || !member.when) writeValue(member.type, value, into);
      }
    },
    text: looks.text ?? (() => ''),
    warning: looks.warning ?? (() => undefined),
    count: (self) => parts(self).length,
    children: (self, from, to) => parts(self).slice(from, to),
  };
  return type;
}

/** Up to where the reader fails, with the field that it fails in. */
export function readMembers(members: readonly (Member | Refusal)[], reader: ByteReader): Field[] {
  const fields: Field[] = [];
  walk(members, reader, (name, type, read) => {
    const member = readField(name, type, reader, read);
    if (member) fields.push(member);
    return member?.read ?? 0;
  });
  return fields;
}

/** Where nobody asks for what has been read, it need not be kept. */
function skipper(members: readonly (Member | Refusal)[]): (reader: ByteReader) => void {
  const types = members.map((member) => ('refuse' in member || member.when ? null : member.type));
  if (types.includes(null)) {
    const visit: Visit = (_, type, read, reader) => type.skip(reader, read);
    return (reader) => walk(members, reader, visit);
  }
  return (reader) => {
    for (const type of types as Type[]) type.skip(reader, NONE);
  };
}

/** Writes members that were passed, by name. */
function writer(
  members: readonly (Member | Refusal)[],
): (reader: ByteReader, json: JsonBytes) => void {
  const all = members.flatMap((member) => ('refuse' in member ? [] : [member]));
  const keyed = all.map(({ name, type, when }, index) => ({
    name,
    key: `${index > 0 ? ',' : ''}"${name}":`,
    type,
    when,
  }));
  if (all.length === members.length && !all.some(({ when }) => when))
    return (reader, json) => {
      for (const { key, type } of keyed) {
        json.ascii(key);
        writeValueJson(type, reader, NONE, json);
      }
    };
  return (reader, json) => {
    const { offset: start } = reader;
    const read: Record<string, number> = {};
    for (const { name, key, type, when } of keyed) {
      if (when && !when(read, reader)) continue;
      json.ascii(reader.offset > start ? key : `"${name}":`);
      read[name] = writeValueJson(type, reader, read, json);
    }
  };
}

type Visit = (name: string, type: Type, read: Read, reader: ByteReader) => number;

function walk(members: readonly (Member | Refusal)[], reader: ByteReader, visit: Visit): void {
  const read: Record<string, number> = {};
  for (const member of members) {
    if (reader.failure) return;
    if ('refuse' in member) {
      const reason = member.refuse(read);
      if (reason) reader.fail(reason);
    } else if (!member.when || member.when(read, reader))
      read[member.name] = visit(member.name, member.type, read, reader);
  }
}

function fixedSize(members: readonly (Member | Refusal)[]): number | undefined {
  let size = 0;
  for (const member of members) {
    if ('refuse' in member || member.when || member.type.size === undefined) return undefined;
    size += member.type.size;
  }
  return size;
}
