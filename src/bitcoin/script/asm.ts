import { script as bitcoinScript } from 'bitcoinjs-lib';
import { hex } from '../text/hex';
import { type Operation, opcodeName, operations } from './operations';

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
  const unspendable = script[0] === OP_RETURN || script.length > MAX_SCRIPT_SIZE;
  let text = '';
  let end = 0;
  for (const operation of operations(script)) {
    if (text.length > most) return `${text} …`;
    text += `${text && ' '}${operationText(operation, signatures && !unspendable)}`;
    end = operation.end;
  }
  return end < script.length ? `${text}${text && ' '}[error]` : text;
}

export function operationText({ opcode, push }: Operation, signatures = false): string {
  if (!push) return opcodeName(opcode);
  if (push.length <= 4) return String(scriptNumber(push));
  const type = signatures ? SIGHASH.get(push.at(-1)!) : undefined;
  if (!type || !bitcoinScript.isCanonicalScriptSignature(push)) return hex(push);
  return `${hex(push.subarray(0, -1))}[${type}]`;
}

/** CScriptNum: little-endian, the sign in the highest bit. */
export function scriptNumber(bytes: Uint8Array): number {
  let value = 0;
  bytes.forEach(
    (byte, index) => (value += (index === bytes.length - 1 ? byte & 0x7f : byte) * 256 ** index),
  );
  return bytes.length > 0 && bytes.at(-1)! & 0x80 ? -value : value;
}
