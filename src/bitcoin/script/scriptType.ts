import { byteString, wholeContent, writeHex } from '../read/byteString';
import { fact } from '../read/fact';
import { Field, type Type } from '../read/field';
import type { JsonBytes } from '../../shared/text/jsonBytes';
import type { Payload } from '../read/payload';
import { toHex } from '../text/hex';
import { MAX_SCRIPT_SIZE, operationText, scriptAsm, writeAsm } from './asm';
import { destination } from './destination';
import { opcodeName, operations } from './operations';

/** Characters of assembly that are shown. */
const SHOWN = 2000;

/** CScript of an input: assembly tells the type of a signature. */
export const scriptSig = byteString('CScript', {
  json: (...script) => writeScript(true, ...script),
  text: (script, field) => scriptText(script, field, true),
  parts: (field, start) => scriptParts(field, start),
});

/** CScript of an output: with its kind, and its address on the node's chain. */
export const scriptPubKey = byteString('CScript', {
  json: (...script) => writeScript(false, ...script),
  text: (script, field) => scriptText(script, field, false),
  parts: (field, start) => [...scriptParts(field, start), ...destinationFacts(field, start)],
});

/** As Core's RPC has a script: hex and assembly; of an output its kind, and its address where it has one. */
function writeScript(
  isInput: boolean,
  payload: Payload,
  start: number,
  end: number,
  json: JsonBytes,
): void {
  if (!payload.scripts) {
    writeHex(payload, start, end, json);
    return;
  }
  const { bytes } = payload;
  json.ascii('{"hex":');
  writeHex(payload, start, end, json);
  json.ascii(',"asm":"');
  writeAsm(bytes, start, end, isInput, json);
  if (isInput) {
    json.ascii('"}');
    return;
  }
  const { type, address } = destination(bytes.subarray(start, end), payload.chain);
  json.ascii('","type":"');
  json.ascii(type);
  if (address) {
    json.ascii('","address":"');
    json.ascii(address());
  }
  json.ascii('"}');
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
