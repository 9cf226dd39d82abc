import { script as bitcoinScript } from 'bitcoinjs-lib';
import { hex } from '../text/hex';
import { Payload } from '../read/payload';
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
  return asmAt(new Payload(script), 0, script.length, signatures, most);
}

/** The same of the script at bytes [start, end) of a payload. */
export function asmAt(
  payload: Payload,
  start: number,
  end: number,
  signatures: boolean,
  most = Infinity,
): string {
  const { bytes } = payload;
  const unspendable = bytes[start] === OP_RETURN || end - start > MAX_SCRIPT_SIZE;
  const types = signatures && !unspendable;
  const reader = new OperationReader(bytes, start, end);
  let text = '';
  while (reader.next()) {
    if (text.length > most) return `${text} …`;
    if (text !== '') text += ' ';
    text += reader.push < 0 ? opcodeName(reader.opcode) : pushText(payload, reader, types);
  }
  return reader.at < end ? `${text}${text && ' '}[error]` : text;
}

function pushText(payload: Payload, { push, at }: OperationReader, signatures: boolean): string {
  const { bytes } = payload;
  if (at - push <= 4) return String(scriptNumber(bytes.subarray(push, at)));
  const type = signatures ? SIGHASH.get(bytes[at - 1]!) : undefined;
  if (!type || !bitcoinScript.isCanonicalScriptSignature(bytes.subarray(push, at)))
    return payload.hex(push, at);
  return `${payload.hex(push, at - 1)}[${type}]`;
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
