/** A SystemTap note of provider `net`, as <sys/sdt.h> makes one. */
export function note(name: string, args: string): Buffer {
  const text = Buffer.from(`net\0${name}\0${args}\0`, 'latin1');
  const header = Buffer.alloc(12);
  header.writeUInt32LE('stapsdt\0'.length, 0);
  header.writeUInt32LE(24 + text.length, 4);
  header.writeUInt32LE(3, 8);
  const padding = Buffer.alloc(-text.length & 3);
  return Buffer.concat([header, Buffer.from('stapsdt\0'), Buffer.alloc(24), text, padding]);
}

/** An ELF64 file of x86-64 that has these notes, and nothing to run. */
export function withNotes(notes: Buffer[]): Buffer {
  const names = Buffer.from('\0.shstrtab\0.note.stapsdt\0\0\0\0\0\0\0');
  const content = Buffer.concat(notes);
  const header = Buffer.alloc(64);
  header.write('\x7fELF\x02\x01\x01', 'latin1');
  header.writeUInt16LE(62, 0x12);
  header.writeBigUInt64LE(BigInt(64 + names.length + content.length), 0x28);
  header.writeUInt16LE(64, 0x3a);
  header.writeUInt16LE(3, 0x3c);
  header.writeUInt16LE(1, 0x3e);
  const section = (name: number, offset: number, size: number) => {
    const bytes = Buffer.alloc(64);
    bytes.writeUInt32LE(name, 0);
    bytes.writeBigUInt64LE(BigInt(offset), 0x18);
    bytes.writeBigUInt64LE(BigInt(size), 0x20);
    return bytes;
  };
  return Buffer.concat([
    ...[header, names, content, section(0, 0, 0)],
    section(1, 64, names.length),
    section(11, 64 + names.length, content.length),
  ]);
}
