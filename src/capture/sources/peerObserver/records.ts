import {
  createFileRegistry,
  create,
  type DescMessage,
  fromBinary,
  toBinary,
} from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as FieldType,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';
import { type Definition, DEFINITIONS } from './definitions';

/** The types of the wire, by their names in {@link DEFINITIONS}. */
const SCALARS = {
  bool: FieldType.BOOL,
  bytes: FieldType.BYTES,
  fixed64: FieldType.FIXED64,
  int32: FieldType.INT32,
  int64: FieldType.INT64,
  sint32: FieldType.SINT32,
  sint64: FieldType.SINT64,
  string: FieldType.STRING,
  uint32: FieldType.UINT32,
  uint64: FieldType.UINT64,
} as const;

interface ScalarValues {
  bool: boolean;
  bytes: Uint8Array;
  fixed64: bigint;
  int32: number;
  int64: bigint;
  sint32: number;
  sint64: bigint;
  string: string;
  uint32: number;
  uint64: bigint;
}

type Definitions = typeof DEFINITIONS;
export type RecordName = keyof Definitions;

type Value<Type> = Type extends keyof ScalarValues
  ? ScalarValues[Type]
  : Type extends RecordName
    ? Decoded<Type>
    : never;
type FieldsOf<Name extends RecordName, How extends Definition[0]> = {
  [Field in keyof Definitions[Name]]: Definitions[Name][Field] extends readonly [How, ...unknown[]]
    ? Field
    : never;
}[keyof Definitions[Name]];
type TypeOf<
  Name extends RecordName,
  Field extends keyof Definitions[Name],
> = Definitions[Name][Field] extends readonly [unknown, infer Type, unknown] ? Type : never;
/** What is not there has the value of nothing: 0, no bytes. A record within is absent. */
type Single<Type> = Type extends keyof ScalarValues ? ScalarValues[Type] : Value<Type> | undefined;

/** One of the fields that are `of what`; without `case` where none is there, or one that is not known. */
export type What<Name extends RecordName> =
  | {
      [Field in FieldsOf<Name, 'of what'>]: { case: Field; value: Value<TypeOf<Name, Field>> };
    }[FieldsOf<Name, 'of what'>]
  | { case: undefined; value?: undefined };

/** A record as it is decoded: integers of 64 bits are bigints. */
export type Decoded<Name extends RecordName> = {
  [Field in FieldsOf<Name, 'one'>]: Single<TypeOf<Name, Field>>;
} & {
  [Field in FieldsOf<Name, 'many'>]: Value<TypeOf<Name, Field>>[];
} & { what: What<Name> };

type Given<Type> = Type extends keyof ScalarValues
  ? ScalarValues[Type]
  : Type extends RecordName
    ? Values<Type>
    : never;

/** One of the fields that are `of what`, to be encoded. */
export type GivenWhat<Name extends RecordName> = {
  [Field in FieldsOf<Name, 'of what'>]: { case: Field; value: Given<TypeOf<Name, Field>> };
}[FieldsOf<Name, 'of what'>];

/** A record as it is encoded: every field is given, since peer-observer needs all of them. */
export type Values<Name extends RecordName> = {
  [Field in FieldsOf<Name, 'one'>]: Given<TypeOf<Name, Field>>;
} & {
  [Field in FieldsOf<Name, 'many'>]: Given<TypeOf<Name, Field>>[];
} & ([FieldsOf<Name, 'of what'>] extends [never] ? unknown : { what: GivenWhat<Name> });

/** Also what of a file is compared with the same in Google's compiler. */
export function descriptor(): FileDescriptorProto {
  return create(FileDescriptorProtoSchema, {
    name: 'peer-observer.proto',
    syntax: 'proto2',
    messageType: Object.entries(DEFINITIONS).map(([name, fields]) => ({
      name,
      oneofDecl: Object.values<Definition>(fields).some(([how]) => how === 'of what')
        ? [{ name: 'what' }]
        : [],
      field: Object.entries<Definition>(fields).map(([field, [how, type, number]]) => ({
        name: field,
        number,
        label: how === 'many' ? Label.REPEATED : Label.OPTIONAL,
        ...(Object.hasOwn(SCALARS, type)
          ? { type: SCALARS[type as keyof typeof SCALARS] }
          : { type: FieldType.MESSAGE, typeName: `.${type}` }),
        ...(how === 'of what' && { oneofIndex: 0 }),
      })),
    })),
  });
}

let registry: ReturnType<typeof createFileRegistry> | undefined;

/** How a record is read, and written. */
export function schemaOf(name: RecordName): DescMessage {
  registry ??= createFileRegistry(descriptor(), () => undefined);
  return registry.getMessage(name)!;
}

/** @throws Where the bytes are no record. */
export function decodeRecord<Name extends RecordName>(
  name: Name,
  bytes: Uint8Array,
): Decoded<Name> {
  // What is not known needs no memory.
  const record = fromBinary(schemaOf(name), bytes, { readUnknownFields: false });
  return record as unknown as Decoded<Name>;
}

export function encodeRecord<Name extends RecordName>(
  name: Name,
  values: Values<Name>,
): Uint8Array {
  const schema = schemaOf(name);
  return toBinary(schema, create(schema, values as never));
}
