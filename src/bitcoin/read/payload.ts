/** The networks of Core's chainparams, as `-chain` spells them. */
export const CHAINS = ['main', 'test', 'testnet4', 'signet', 'regtest'] as const;
export type Chain = (typeof CHAINS)[number];

/** The bytes of one message, and what it takes to render them. */
export class Payload {
  private dataView: DataView | undefined;

  constructor(
    readonly bytes: Uint8Array,
    readonly chain: Chain = 'main',
    /** Bytes that the message has; more than `bytes` where it was captured in part. */
    readonly size = bytes.length,
    /** Scripts are taken apart, and shown as assembly and as address; else they are bytes. */
    readonly scripts = true,
  ) {}

  private forward: string | undefined;
  private backward: string | undefined;

  /** Bytes [start, end) in hex: a slice of the hex of all, which costs a tenth of converting them. */
  hex(start: number, end: number): string {
    this.forward ??= this.buffer.toString('hex');
    return this.forward.substring(2 * start, 2 * end);
  }

  /** The same in the order in which Bitcoin shows hashes: the last byte first. */
  reversedHex(start: number, end: number): string {
    this.backward ??= Buffer.from(this.bytes).reverse().toString('hex');
    const { length } = this.bytes;
    return this.backward.substring(2 * (length - end), 2 * (length - start));
  }

  private get buffer(): Buffer {
    const { buffer, byteOffset, byteLength } = this.bytes;
    return Buffer.from(buffer, byteOffset, byteLength);
  }

  /** Made when it is first asked for: thousands of small messages are walked without. */
  get view(): DataView {
    const { buffer, byteOffset, byteLength } = this.bytes;
    return (this.dataView ??= new DataView(buffer, byteOffset, byteLength));
  }
}
