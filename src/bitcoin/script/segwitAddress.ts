const CHARACTERS = Buffer.from('qpzry9x8gf2tvdw0s3jn54khce6mua7l');
/** What the checksum makes of each value that leaves it. */
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const LEAVING = Uint32Array.from({ length: 32 }, (_, value) =>
  GENERATORS.reduce((sum, generator, bit) => ((value >> bit) & 1 ? sum ^ generator : sum), 0),
);
const BECH32 = 1;
const BECH32M = 0x2bc830a3;
const CHECKSUM = 6;
const SEPARATOR = 0x31;

/** The longest has a prefix of four characters and a program of 40 bytes. */
const text = Buffer.alloc(90);
const begun = new Map<string, number>();

/**
 * The address of a witness program: BIP173, BIP350. A block has tens of thousands.
 * @param prefix For the chain, such as `bc`.
 */
export function segwitAddress(program: Uint8Array, version: number, prefix: string): string {
  let at = 0;
  for (; at < prefix.length; at++) text[at] = prefix.charCodeAt(at);
  text[at++] = SEPARATOR;
  let sum = add(begin(prefix), version);
  text[at++] = CHARACTERS[version]!;
  let bits = 0;
  let held = 0;
  for (const byte of program) {
    held = ((held << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) {
      const value = (held >> (bits - 5)) & 31;
      sum = add(sum, value);
      text[at++] = CHARACTERS[value]!;
    }
  }
  if (bits > 0) {
    const value = (held << (5 - bits)) & 31;
    sum = add(sum, value);
    text[at++] = CHARACTERS[value]!;
  }
  let checksum = sum;
  for (let index = 0; index < CHECKSUM; index++) checksum = add(checksum, 0);
  checksum ^= version === 0 ? BECH32 : BECH32M;
  for (let index = CHECKSUM - 1; index >= 0; index--)
    text[at++] = CHARACTERS[(checksum >> (5 * index)) & 31]!;
  return text.toString('latin1', 0, at);
}

function add(sum: number, value: number): number {
  return (((sum & 0x1ffffff) << 5) ^ value ^ LEAVING[sum >> 25]!) >>> 0;
}

/** The checksum of a prefix. */
function begin(prefix: string): number {
  let sum = begun.get(prefix);
  if (sum === undefined) {
    const codes = Array.from(prefix, (character) => character.charCodeAt(0));
    sum = [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)].reduce(add, 1);
    begun.set(prefix, sum);
  }
  return sum;
}
