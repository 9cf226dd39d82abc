import { fstatSync } from 'node:fs';
import { EVENT_KINDS, KNOWN_ARGUMENTS, tracepointName } from '../shared/events/eventKinds';
import { readUpTo, withRegularFile } from './processReader/boundedFile';
import { FileRefused } from './processReader/fileRefused';

/** Providers of Core's of which this release knows a tracepoint. */
const PROVIDERS = new Set<string>(EVENT_KINDS.map(({ provider }) => provider));

/** What an executable says of Core's tracepoints in it. */
export interface ElfProbes {
  /** Each once, as tracepointName has them. */
  names: string[];
  /** Those that may not be attached, each with what is unusual about it. */
  unusual: UnusualProbe[];
}

/** @see unattachable */
export type UnusualProbe =
  /** libbpf reads an argument only from some release on, or never: where it is, as the assembler has it: `8@(%rax,%rbx,8)`. */
  | { name: string; operand: string }
  /** The arguments are not those that are known: the sizes that were found, as {@link KNOWN_ARGUMENTS} has them; '' for none. */
  | { name: string; found: string };

interface Probe {
  name: string;
  args: string;
}

/** Bytes; Core's own note section has a few hundred a probe. */
const MAX_NOTES = 1024 * 1024;
/** Bytes of all names of sections. */
const MAX_NAMES = 64 * 1024;
/** An executable has some forty. */
const MAX_SECTIONS = 2048;
/** Elf64_Ehdr and Elf64_Shdr. */
const FILE_HEADER_SIZE = 64;
const SECTION_HEADER_SIZE = 64;
const NOTES = Buffer.from('.note.stapsdt\0');
/** elf.h: type of a SystemTap note, whose owner is "stapsdt". */
const NT_STAPSDT = 3;
/** elf.h: e_machine, by what Node calls the processor. */
const MACHINES: Record<string, number> = { x64: 62, arm64: 183 };
/** What a name in C can be. Nothing could be attached to any other text. */
const NAME = /^[A-Za-z0-9_]{1,64}$/;
/** `8@-16(%rbp)`, `8@%rax`, `-4@$5`: what parse_usdt_arg of every libbpf reads on x86-64. */
const PLAIN = /^-?\d+@(-?\d*\(%[a-z0-9]+\)|%[a-z0-9]+|\$-?\d+)$/;
/** Characters of an operand, and of sizes, that are kept: they are text of whoever made the file. */
const MOST_OPERAND = 64;

/**
 * Reads the section headers of an ELF64 executable, and one section.
 * @param binary A path as bytesText has it; /proc/PID/exe for what a process runs.
 * @throws FileRefused for what is not an executable of this machine; the system's error.
 */
export function readProbes(binary: string, machine = process.arch): ElfProbes {
  return withRegularFile(binary, (descriptor) => {
    const header = readUpTo(descriptor, FILE_HEADER_SIZE, 0);
    const refusal = notExecutable(header, machine);
    if (refusal !== undefined) throw new FileRefused(refusal);
    const notes = readNotes(descriptor, header);
    const probes = [...(notes ? knownProbes(notes) : [])];
    const names = [...new Set(probes.map(({ name }) => name))];
    return { names, unusual: names.flatMap((name) => unusual(name, probes, machine)) };
  });
}

/** A tracepoint that is in several places is attached to all of them, or to none. */
function unusual(wanted: string, probes: Probe[], machine: string): UnusualProbe[] {
  const places = probes.filter(({ name }) => name === wanted).map(({ args }) => args);
  const operands = machine === 'x64' ? places.flatMap((args) => args.split(' ')) : [];
  const operand = operands.find((each) => each !== '' && !PLAIN.test(each));
  const known = KNOWN_ARGUMENTS.get(wanted)?.split(' or ');
  const found = places.map(sizesOf).findLast((sizes) => known && !known.includes(sizes));
  return [
    ...(operand === undefined ? [] : [{ name: wanted, operand: operand.slice(0, MOST_OPERAND) }]),
    ...(found === undefined ? [] : [{ name: wanted, found }]),
  ];
}

/** `8 -4` of `8@%rbx -4@%eax`, as native/src/notes.cc finds them. */
function sizesOf(args: string): string {
  let sizes = '';
  for (const word of args.split(/\s+/)) {
    const at = word.indexOf('@');
    if (at < 0) continue;
    if (sizes.length >= MOST_OPERAND) break;
    sizes += (sizes === '' ? '' : ' ') + word.slice(0, Math.min(at, MOST_OPERAND));
  }
  return sizes;
}

function notExecutable(header: Buffer, machine: string): string | undefined {
  if (header.length === 0) return 'it is empty';
  if (header.toString('latin1', 0, 2) === '#!') return 'it is a script, not an ELF executable';
  if (header.toString('latin1', 0, 4) !== '\x7fELF') return 'it is not an ELF executable';
  if (header.length < FILE_HEADER_SIZE) return 'it is a truncated ELF executable';
  // ELFCLASS64, ELFDATA2LSB.
  if (header[4] !== 2 || header[5] !== 1) return 'it is not a 64-bit ELF executable';
  const wanted = MACHINES[machine];
  if (wanted !== undefined && header.readUInt16LE(0x12) !== wanted)
    return `it was built for a different kind of processor (${machine})`;
  return undefined;
}

/** Content of .note.stapsdt; undefined also where the file is not laid out as executables are. */
function readNotes(descriptor: number, header: Buffer): Buffer | undefined {
  const { size: fileSize } = fstatSync(descriptor);
  const read = (at: number, size: number, most: number): Buffer | undefined => {
    if (!Number.isSafeInteger(at) || size > most || at + size > fileSize) return undefined;
    return readUpTo(descriptor, size, at);
  };
  const count = header.readUInt16LE(0x3c);
  if (header.readUInt16LE(0x3a) !== SECTION_HEADER_SIZE || count > MAX_SECTIONS) return undefined;
  const table = read(Number(header.readBigUInt64LE(0x28)), count * SECTION_HEADER_SIZE, Infinity);
  if (table?.length !== count * SECTION_HEADER_SIZE) return undefined;
  const sections = Array.from({ length: count }, (_, i) => section(table, i));
  const names = sections[header.readUInt16LE(0x3e)];
  const nameTable = names && read(names.offset, names.size, MAX_NAMES);
  const notes = sections.find(({ name }) =>
    nameTable?.subarray(name, name + NOTES.length).equals(NOTES),
  );
  return notes && read(notes.offset, notes.size, MAX_NOTES);
}

function section(table: Buffer, index: number) {
  const at = index * SECTION_HEADER_SIZE;
  return {
    name: table.readUInt32LE(at),
    offset: Number(table.readBigUInt64LE(at + 0x18)),
    size: Number(table.readBigUInt64LE(at + 0x20)),
  };
}

/** A note: u32 name size, description size, type; name and description padded to 4 bytes. */
function* knownProbes(notes: Buffer): Generator<Probe> {
  for (let at = 0; at + 12 <= notes.length;) {
    const nameEnd = at + 12 + notes.readUInt32LE(at);
    const start = (nameEnd + 3) & ~3;
    const end = start + notes.readUInt32LE(at + 4);
    if (end > notes.length || start < at + 12) return;
    if (notes.readUInt32LE(at + 8) === NT_STAPSDT) {
      // Three addresses of 8 bytes, then provider, name and arguments, each ending with NUL.
      const [provider, name, args = ''] = notes.toString('latin1', start + 24, end).split('\0', 3);
      if (PROVIDERS.has(provider ?? '') && NAME.test(name ?? ''))
        yield { name: tracepointName({ provider: provider!, tracepoint: name! }), args };
    }
    at = (end + 3) & ~3;
  }
}
