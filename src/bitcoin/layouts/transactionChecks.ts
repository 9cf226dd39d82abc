import type { ByteReader } from '../read/byteReader';
import type { Field } from '../read/field';

/** The index of an output that is none. */
const NO_OUTPUT = 0xffffffff;
/** Bytes that the script of a coinbase may have. */
const SHORTEST_COINBASE = 2;
const LONGEST_COINBASE = 100;

/** What CheckTransaction of Core's consensus/tx_check.cpp refuses of inputs. */
export function inputsWarning(inputs: Field): string | undefined {
  const reason = inputs.broken ? undefined : refusedInputs(inputs.reader());
  return reason === undefined ? undefined : `Core refuses it: ${reason}`;
}

/** What it refuses of outputs as a whole. */
export function outputsWarning({ read, broken }: Field): string | undefined {
  return read === 0 && !broken ? 'Core refuses it: bad-txns-vout-empty' : undefined;
}

/** Reads the bytes alone: a block has tens of thousands of inputs. */
function refusedInputs(reader: ByteReader): string | undefined {
  const count = reader.compactSize();
  if (count === 0) return 'bad-txns-vin-empty';
  if (count === 1) {
    const isCoinbase = isNull(reader, reader.take(36));
    const length = reader.compactSize();
    const fits = length >= SHORTEST_COINBASE && length <= LONGEST_COINBASE;
    return isCoinbase && !fits ? 'bad-cb-length' : undefined;
  }
  const spent = new Set<string>();
  let someNull = false;
  const { bytes } = reader.payload;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let index = 0; index < count; index++) {
    const at = reader.take(36);
    someNull ||= isNull(reader, at);
    spent.add(buffer.toString('latin1', at, at + 36));
    reader.take(reader.compactSize() + 4);
  }
  if (spent.size < count) return 'bad-txns-inputs-duplicate';
  return someNull ? 'bad-txns-prevout-null' : undefined;
}

/** Whether the outpoint at `at` is COutPoint::IsNull. */
function isNull({ payload }: ByteReader, at: number): boolean {
  if (payload.view.getUint32(at + 32, true) !== NO_OUTPUT) return false;
  return payload.bytes.subarray(at, at + 32).every((byte) => byte === 0);
}
