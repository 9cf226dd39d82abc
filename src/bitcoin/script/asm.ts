import { script as bitcoinScript } from 'bitcoinjs-lib';
import { hex } from '../text/hex';
import { asciiOf, type JsonBytes } from '../../shared/text/jsonBytes';
import { type Operation, opcodeName, OperationReader } from './operations';

/** MAX_SCRIPT_SIZE of Core's script.h. */
export const MAX_SCRIPT_SIZE = 10_000;
const OP_RETURN = 0x6a;

/** mapSigHashTypes of Core's core_io.cpp. */
const SIGHASH: ReadonlyMap<number, string> = new Map([
  [0x01, 'ALL'],
  [0x81, 'ALL|ANYONECANPAY'],
  [0x02, 'NONE'],
  [0x82, 'NONE|ANYONECANPAY'],
  [0x03, 'SINGLE'],
  [0x83, 'SINGLE|ANYONECANPAY'],
]);

/**
 * ScriptToAsmStr of Core's core_io.cpp.
 * @param signatures Whether the type of a signature is told, as Core does for a scriptSig.
 * @param most Characters after which it may end with an ellipsis.
 */
export function scriptAsm(script: Uint8Array, signatures = false, most = Infinity): string {
  const ends: boolean[] = [];
  const text = asciiOf((json) => {
    ends.push(writeAsm(script, 0, script.length, signatures, json, most));
  });
  return ends[0] ? text : `${text} …`;
}

/** Writes the same of the script at [start, end) of some bytes. @returns false where it is more than `most`. */
export function writeAsm(
  bytes: Uint8Array,
  start: number,
  end: number,
  signatures: boolean,
  json: JsonBytes,
  most = Infinity,
): boolean {
  const unspendable = bytes[start] === OP_RETURN || end - start > MAX_SCRIPT_SIZE;
  const types = signatures && !unspendable;
  const reader = new OperationReader(bytes, start, end);
  const before = json.written;
  while (reader.next()) {
    if (json.written - before > most) return false;
    if (reader.start > start) json.ascii(' ');
    if (reader.push < 0) json.ascii(opcodeName(reader.opcode));
    else writePush(bytes, reader, types, json);
  }
  if (reader.at < end) json.ascii(reader.at > start ? ' [error]' : '[error]');
  return true;
}

function writePush(
  bytes: Uint8Array,
  { push, at }: OperationReader,
  signatures: boolean,
  json: JsonBytes,
): void {
  if (at - push <= 4) {
    json.number(scriptNumber(bytes.subarray(push, at)));
    return;
  }
  const type = signatures ? SIGHASH.get(bytes[at - 1]!) : undefined;
  if (!type || !bitcoinScript.isCanonicalScriptSignature(bytes.subarray(push, at)))
    json.hex(bytes, push, at);
  else {
    json.hex(bytes, push, at - 1);
    json.ascii(`[${type}]`);
  }
}

export function operationText({ opcode, push }: Operation): string {
  if (!push) return opcodeName(opcode);
  return push.length <= 4 ? String(scriptNumber(push)) : hex(push);
}

/** CScriptNum: little-endian, the sign in the highest bit. */
export function scriptNumber(bytes: Uint8Array): number {
  let value = 0;
  bytes.forEach(
    (byte, index) => (value += (index === bytes.length - 1 ? byte & 0x7f : byte) * 256 ** index),
  );
  return bytes.length > 0 && bytes.at(-1)! & 0x80 ? -value : value;
}
