import { hash256Text } from '../hash';
import { ByteReader } from '../read/byteReader';
import type { Payload } from '../read/payload';

/** Bytes of an outpoint, of an input's sequence number, and of an amount. */
const OUTPOINT = 36;
const SEQUENCE = 4;
const AMOUNT = 8;

/** Hashes and sizes of one whole transaction. Keeps no fields: a block has tens of thousands. */
export class TransactionShape {
  /** Where what a txid covers goes on after marker and flags; the start without them. */
  private readonly inputs: number;
  /** Where the number of outputs is. */
  private readonly outputs: number;
  /** Where the witnesses begin, or the lock time. */
  private readonly outputsEnd: number;
  private readonly witness: boolean;
  private id: string | undefined;
  private witnessId: string | undefined;

  /** @param start Of a transaction that can be read whole, up to `end`. */
  constructor(
    private readonly payload: Payload,
    private readonly start: number,
    readonly end: number,
  ) {
    const { bytes } = payload;
    const reader = new ByteReader(payload, start + 4, end);
    // The marker and the flags are two bytes after the version. In a transaction without inputs these
    // two bytes say that there are no inputs and no outputs.
    const marked = reader.peek() === 0;
    const flags = marked ? bytes[start + 5]! : 0;
    if (marked) reader.take(2);
    this.inputs = flags === 0 ? start : start + 6;
    this.witness = (flags & 1) === 1;
    const isEmpty = marked && flags === 0;
    if (!isEmpty) skipInputs(reader);
    this.outputs = reader.offset;
    if (!isEmpty) skipOutputs(reader);
    this.outputsEnd = this.witness ? reader.offset : end - 4;
  }

  /** Bytes without the parts of BIP144. */
  get baseSize(): number {
    const { start, end, inputs, outputsEnd } = this;
    return inputs === start ? end - start : 8 + outputsEnd - inputs;
  }

  get weight(): number {
    const { baseSize } = this;
    return 3 * baseSize + (this.witness ? this.end - this.start : baseSize);
  }

  /** CTransaction::IsCoinBase. */
  get isCoinbase(): boolean {
    const { bytes } = this.payload;
    const at = this.inputs === this.start ? this.start + 4 : this.inputs;
    if (bytes[at] !== 1 || at + 37 > this.end) return false;
    const outpoint = bytes.subarray(at + 1, at + 37);
    return outpoint.every((byte, index) => byte === (index < 32 ? 0 : 0xff));
  }

  /** Byte order of the wire. */
  get txid(): Uint8Array {
    return Buffer.from(this.txidText, 'latin1');
  }

  get wtxid(): Uint8Array {
    return Buffer.from(this.wtxidText, 'latin1');
  }

  /** The same, each byte as one character. */
  get txidText(): string {
    const { start, end, inputs, outputsEnd } = this;
    const { view } = this.payload;
    return (this.id ??=
      inputs === start
        ? hash256Text(view, start, end)
        : hash256Text(view, start, start + 4, inputs, outputsEnd, end - 4, end));
  }

  get wtxidText(): string {
    if (!this.witness) return this.txidText;
    return (this.witnessId ??= hash256Text(this.payload.view, this.start, this.end));
  }

  /** Satoshi. */
  get outputValue(): bigint {
    return BigInt(this.exactOutputValue);
  }

  /** The same, as a number where that is exact. */
  get exactOutputValue(): number | bigint {
    const { view } = this.payload;
    const reader = new ByteReader(this.payload, this.outputs, this.end);
    let total: number | bigint = 0;
    for (let left = reader.compactSize(); left > 0; left--) {
      const at = reader.offset;
      const value = view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
      const sum: number = Number(total) + value;
      total =
        typeof total === 'number' && Number.isSafeInteger(value) && Number.isSafeInteger(sum)
          ? sum
          : BigInt(total) + view.getBigInt64(at, true);
      skipOutput(reader);
    }
    return total;
  }

  /** It has a list of outputs, be it empty. */
  get hasOutputs(): boolean {
    return this.outputs < this.end - 4;
  }
}

function skipInputs(reader: ByteReader): void {
  for (let left = reader.compactSize(); left > 0; left--) {
    reader.take(OUTPOINT);
    reader.take(reader.compactSize() + SEQUENCE);
  }
}

function skipOutputs(reader: ByteReader): void {
  for (let left = reader.compactSize(); left > 0; left--) skipOutput(reader);
}

function skipOutput(reader: ByteReader): void {
  reader.take(AMOUNT);
  reader.take(reader.compactSize());
}

const shapes = new WeakMap<Payload, Map<number, TransactionShape>>();

/** The transaction that begins there, where something was asked of it before. */
export function knownShape(payload: Payload, start: number): TransactionShape | undefined {
  return shapes.get(payload)?.get(start);
}

/** The transaction at bytes [start, end) of a payload: one shape for all that is asked of it. */
export function shapeAt(payload: Payload, start: number, end: number): TransactionShape {
  let known = shapes.get(payload);
  if (!known) shapes.set(payload, (known = new Map<number, TransactionShape>()));
  let shape = known.get(start);
  if (!shape) known.set(start, (shape = new TransactionShape(payload, start, end)));
  return shape;
}
