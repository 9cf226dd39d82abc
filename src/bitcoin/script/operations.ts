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

/** GetScriptOp of Core's script.cpp, as far as it gets: `end` is short of the script's where it fails. */
export function* operations(script: Uint8Array): Generator<Operation, void> {
  const view = new DataView(script.buffer, script.byteOffset, script.byteLength);
  let at = 0;
  while (at < script.length) {
    const start = at;
    const opcode = script[at]!;
    if (opcode > OP_PUSHDATA4) {
      at++;
      yield { start, end: at, opcode };
      continue;
    }
    const width = opcode < OP_PUSHDATA1 ? 0 : 2 ** (opcode - OP_PUSHDATA1);
    if (start + 1 + width > script.length) return;
    const length = pushLength(view, start, opcode);
    at = start + 1 + width + length;
    if (at > script.length) return;
    yield { start, end: at, opcode, push: script.subarray(start + 1 + width, at) };
  }
}

function pushLength(view: DataView, at: number, opcode: number): number {
  if (opcode < OP_PUSHDATA1) return opcode;
  if (opcode === OP_PUSHDATA1) return view.getUint8(at + 1);
  return opcode === OP_PUSHDATA2 ? view.getUint16(at + 1, true) : view.getUint32(at + 1, true);
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
