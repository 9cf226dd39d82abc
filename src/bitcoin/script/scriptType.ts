import { byteString, wholeContent } from '../read/byteString';
import { fact } from '../read/fact';
import { Field, type Type } from '../read/field';
import type { Payload } from '../read/payload';
import { toHex } from '../text/hex';
import { asmAt, MAX_SCRIPT_SIZE, operationText, scriptAsm } from './asm';
import { destination } from './destination';
import { opcodeName, operations } from './operations';

/** Characters of assembly that are shown. */
const SHOWN = 2000;

/** CScript of an input: assembly tells the type of a signature. */
export const scriptSig = byteString('CScript', {
  json: (payload, start, end) => scriptJson(payload, start, end, true),
  text: (script, field) => scriptText(script, field, true),
  parts: (field, start) => scriptParts(field, start),
});

/** CScript of an output: with its kind, and its address on the node's chain. */
export const scriptPubKey = byteString('CScript', {
  json: (payload, start, end) => scriptJson(payload, start, end, false),
  text: (script, field) => scriptText(script, field, false),
  parts: (field, start) => [...scriptParts(field, start), ...destinationFacts(field, start)],
});

/** As Core's RPC has a script: hex and assembly; of an output its kind, and its address where it has one. */
function scriptJson(payload: Payload, start: number, end: number, isInput: boolean): string {
  const hex = `"${payload.hex(start, end)}"`;
  if (!payload.scripts) return hex;
  const text = `{"hex":${hex},"asm":"${asmAt(payload, start, end, isInput)}"`;
  if (isInput) return `${text}}`;
  const { type, address } = destination(payload.bytes.subarray(start, end), payload.chain);
  return `${text},"type":"${type}"${address ? `,"address":"${address()}"` : ''}}`;
}

function scriptText(script: Uint8Array, { payload }: Field, signatures: boolean): string {
  return payload.scripts ? scriptAsm(script, signatures, SHOWN) : toHex(script);
}

/** Each operation with its bytes; a script that is too long to be run, or breaks, in one. */
function scriptParts(field: Field, start: number): Field[] {
  const script = field.payload.bytes.subarray(start, field.end);
  const opened = field.payload.scripts && script.length <= MAX_SCRIPT_SIZE && !field.broken;
  if (!opened) return wholeContent(field, start);
  const fields: Field[] = [];
  let end = 0;
  for (const operation of operations(script)) {
    const from = start + operation.start;
    ({ end } = operation);
    fields.push(new Field(`[${fields.length}]`, operationType, field.payload, from, start + end));
  }
  if (end < script.length)
    fields.push(new Field('[error]', rest, field.payload, start + end, field.end));
  return fields;
}

const operationType: Type = {
  name: 'opcodetype',
  skip: () => 0,
  value: (field) => field.bytes[0],
  text(field) {
    const [operation] = operations(field.bytes);
    return operation?.push ? `push ${operationText(operation)}` : opcodeName(field.bytes[0]!);
  },
};

const rest: Type = {
  name: 'unsigned char[]',
  skip: () => 0,
  value: (field) => field.bytes,
  text: (field) => toHex(field.bytes),
  warning: () => 'pushes more bytes than the script has',
};

function destinationFacts(field: Field, start: number): Field[] {
  if (field.broken || !field.payload.scripts) return [];
  const script = field.payload.bytes.subarray(start, field.end);
  const { type, address } = destination(script, field.payload.chain);
  const facts = [fact(field, 'type', () => ({ value: type }))];
  if (address) facts.push(fact(field, 'address', () => ({ value: address() })));
  return facts;
}
