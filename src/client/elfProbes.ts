import { open, type FileHandle } from 'node:fs/promises';

/** Bytes; Core's own note section has a few hundred. What is longer is no such section. */
const MAX_SECTION = 4 * 1024 * 1024;
/** Elf64_Ehdr and Elf64_Shdr. */
const FILE_HEADER_SIZE = 64;
const SECTION_HEADER_SIZE = 64;
/** elf.h: type of a SystemTap note, whose owner is "stapsdt". */
const NT_STAPSDT = 3;

/**
 * Names of the `net:*` tracepoints in an ELF64 binary, without the `net:`, each once; none for a
 * file that is no such binary. Reads its section headers and one section only.
 * @param binary A path, or /proc/PID/exe for one that was replaced.
 * @throws the system's error when the file cannot be read.
 */
export async function readProbes(binary: string): Promise<string[]> {
  const file = await open(binary, 'r');
  try {
    const notes = await readNotes(file);
    return notes ? [...new Set(netProbes(notes))] : [];
  } finally {
    await file.close();
  }
}

/** Content of .note.stapsdt. */
async function readNotes(file: FileHandle): Promise<Buffer | undefined> {
  const header = await read(file, 0, FILE_HEADER_SIZE);
  // Magic, ELFCLASS64, ELFDATA2LSB.
  if (header?.toString('latin1', 0, 6) !== '\x7fELF\x02\x01') return undefined;
  const count = header.readUInt16LE(0x3c);
  if (header.readUInt16LE(0x3a) !== SECTION_HEADER_SIZE) return undefined;
  const tableAt = Number(header.readBigUInt64LE(0x28));
  const table = await read(file, tableAt, count * SECTION_HEADER_SIZE);
  const sections = table && Array.from({ length: count }, (_, i) => section(table, i));
  const names = sections?.[header.readUInt16LE(0x3e)];
  const nameTable = names && (await read(file, names.offset, names.size));
  if (!nameTable) return undefined;
  const notes = sections.find(({ name }) => text(nameTable, name) === '.note.stapsdt');
  return notes && read(file, notes.offset, notes.size);
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
function* netProbes(notes: Buffer): Generator<string> {
  for (let at = 0; at + 12 <= notes.length;) {
    const nameEnd = at + 12 + notes.readUInt32LE(at);
    const start = (nameEnd + 3) & ~3;
    const end = start + notes.readUInt32LE(at + 4);
    if (end > notes.length || start < at + 12) return;
    if (notes.readUInt32LE(at + 8) === NT_STAPSDT) {
      // Three addresses of 8 bytes, then provider, name and arguments, each ending with NUL.
      const [provider, name] = notes.toString('latin1', start + 24, end).split('\0');
      if (provider === 'net' && name) yield name;
    }
    at = (end + 3) & ~3;
  }
}

function text(table: Buffer, start: number): string {
  const end = table.indexOf(0, start);
  return table.toString('latin1', start, end === -1 ? table.length : end);
}

/** @returns undefined beyond the end of the file, or for a size that nobody means. */
async function read(file: FileHandle, at: number, size: number): Promise<Buffer | undefined> {
  if (!Number.isSafeInteger(at) || size > MAX_SECTION) return undefined;
  const buffer = Buffer.alloc(size);
  const { bytesRead } = await file.read(buffer, 0, size, at);
  return bytesRead === size ? buffer : undefined;
}
