import { opcodes } from 'bitcoinjs-lib';

/** One operation of a script; its range is within the script. */
export interface Operation {
  start: number;
  end: number;
  opcode: number;
  /** What it pushes. */
  push?: Uint8Array;
}

const OP_PUSHDATA1 = 0x4c;
const OP_PUSHDATA2 = 0x4d;
export const OP_PUSHDATA4 = 0x4e;

/** GetScriptOp of Core's script.cpp. It makes no object for an operation: a block has a hundred thousand. */
export class OperationReader {
  start = 0;
  opcode = 0;
  /** Where what it pushes begins; -1 where it pushes nothing. */
  push = -1;

  /**
   * @param at Where the script begins in these bytes, and then where the operation that was read ends.
   * @param end Where the script ends.
   */
  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
    private readonly end: number,
  ) {}

  /** @returns false at the end, and where an operation has fewer bytes than it says: it is not passed. */
  next(): boolean {
    const { bytes, at, end } = this;
    if (at >= end) return false;
    const opcode = bytes[at]!;
    let to = at + 1;
    let push = -1;
    if (opcode <= OP_PUSHDATA4) {
      const width = opcode < OP_PUSHDATA1 ? 0 : 2 ** (opcode - OP_PUSHDATA1);
      push = to + width;
      if (push > end) return false;
      to = push + this.length(opcode, to);
      if (to > end) return false;
    }
    this.start = at;
    this.opcode = opcode;
    this.push = push;
    this.at = to;
    return true;
  }

  private length(opcode: number, at: number): number {
    const { bytes } = this;
    if (opcode < OP_PUSHDATA1) return opcode;
    if (opcode === OP_PUSHDATA1) return bytes[at]!;
    const low = bytes[at]! + bytes[at + 1]! * 2 ** 8;
    return opcode === OP_PUSHDATA2
      ? low
      : low + bytes[at + 2]! * 2 ** 16 + bytes[at + 3]! * 2 ** 24;
  }
}

/** The operations of a script, as far as they can be read: the last `end` is short of the script's otherwise. */
export function* operations(script: Uint8Array): Generator<Operation, void> {
  const reader = new OperationReader(script, 0, script.length);
  while (reader.next()) {
    const { start, at: end, opcode, push } = reader;
    yield push < 0
      ? { start, end, opcode }
      : { start, end, opcode, push: script.subarray(push, end) };
  }
}

/** OP_CHECKSIGADD (BIP342): names beyond it are not opcodes on the wire. */
const LAST_NAMED = 0xba;
const NAMES = new Map<number, string>();
for (const [name, code] of Object.entries(opcodes).map(
  ([key, value]) => [key, Number(value)] as const,
))
  if (code <= LAST_NAMED && !NAMES.has(code)) NAMES.set(code, name);
NAMES.set(0x4f, '-1');
for (let number = 1; number <= 16; number++) NAMES.set(0x50 + number, String(number));
NAMES.set(0xff, 'OP_INVALIDOPCODE');

/** GetOpName of Core's script.cpp. */
export function opcodeName(opcode: number): string {
  return NAMES.get(opcode) ?? 'OP_UNKNOWN';
}
