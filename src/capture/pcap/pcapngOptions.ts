/** An option of a pcapng block. */
export interface Option {
  code: number;
  value: Buffer;
}

/** The options of a block, up to the first that does not fit into it. */
export function* optionsOf(options: Buffer, isLittle: boolean): Generator<Option, void> {
  for (let at = 0; at + 4 <= options.length;) {
    const code = isLittle ? options.readUInt16LE(at) : options.readUInt16BE(at);
    const length = isLittle ? options.readUInt16LE(at + 2) : options.readUInt16BE(at + 2);
    // opt_endofopt
    if (code === 0 || at + 4 + length > options.length) return;
    yield { code, value: options.subarray(at + 4, at + 4 + length) };
    at += 4 + ((length + 3) & ~3);
  }
}
