import { address } from 'bitcoinjs-lib';
import type { Chain } from '../read/payload';
import { scriptNumber } from './asm';
import { OperationReader, operations, OP_PUSHDATA4 } from './operations';
import { segwitAddress } from './segwitAddress';

export interface Destination {
  /** GetTxnOutputType of Core's solver.cpp. */
  type: string;
  /** As Core encodes it for the chain; pay-to-pubkey, multisig and data have none. */
  address?: () => string;
}

interface Prefixes {
  pubkey: number;
  script: number;
  bech32: string;
}

/** Of Core's chainparams.cpp. */
const TEST: Prefixes = { pubkey: 111, script: 196, bech32: 'tb' };
const PREFIXES: Record<Chain, Prefixes> = {
  main: { pubkey: 0, script: 5, bech32: 'bc' },
  test: TEST,
  testnet4: TEST,
  signet: TEST,
  regtest: { ...TEST, bech32: 'bcrt' },
};

const OP_1 = 0x51;
const OP_16 = 0x60;
const OP_RETURN = 0x6a;
const OP_DUP = 0x76;
const OP_EQUAL = 0x87;
const OP_EQUALVERIFY = 0x88;
const OP_HASH160 = 0xa9;
const OP_CHECKSIG = 0xac;
const OP_CHECKMULTISIG = 0xae;
const MAX_PUBKEYS_PER_MULTISIG = 20;

/** Solver and ExtractDestination of Core. */
export function destination(script: Uint8Array, chain: Chain): Destination {
  const prefixes = PREFIXES[chain];
  if (script.length === 23 && matches(script, [OP_HASH160, 20], [OP_EQUAL]))
    return {
      type: 'scripthash',
      address: () => address.toBase58Check(script.subarray(2, 22), prefixes.script),
    };
  const witness = witnessDestination(script, prefixes.bech32);
  if (witness) return witness;
  if (script[0] === OP_RETURN && isPushOnly(script.subarray(1))) return { type: 'nulldata' };
  if (isPubkey(script)) return { type: 'pubkey' };
  if (
    script.length === 25 &&
    matches(script, [OP_DUP, OP_HASH160, 20], [OP_EQUALVERIFY, OP_CHECKSIG])
  )
    return {
      type: 'pubkeyhash',
      address: () => address.toBase58Check(script.subarray(3, 23), prefixes.pubkey),
    };
  return { type: isMultisig(script) ? 'multisig' : 'nonstandard' };
}

/** BIP141, BIP173, BIP350. */
function witnessDestination(script: Uint8Array, prefix: string): Destination | undefined {
  const [first, length] = script;
  const version = first === 0 ? 0 : first! - OP_1 + 1;
  const isProgram =
    script.length >= 4 &&
    script.length <= 42 &&
    (first === 0 || (first! >= OP_1 && first! <= OP_16)) &&
    length! + 2 === script.length;
  if (!isProgram) return undefined;
  const type = witnessType(version, script);
  if (version === 0 && type === 'nonstandard') return { type };
  return { type, address: () => segwitAddress(script.subarray(2), version, prefix) };
}

function witnessType(version: number, script: Uint8Array): string {
  const length = script.length - 2;
  if (version === 0 && length === 20) return 'witness_v0_keyhash';
  if (version === 0) return length === 32 ? 'witness_v0_scripthash' : 'nonstandard';
  if (version === 1 && length === 32) return 'witness_v1_taproot';
  return version === 1 && matches(script, [OP_1, 2, 0x4e, 0x73]) && length === 2
    ? 'anchor'
    : 'witness_unknown';
}

function matches(script: Uint8Array, head: number[], tail: number[] = []): boolean {
  return (
    head.every((byte, index) => script[index] === byte) &&
    tail.every((byte, index) => script[script.length - tail.length + index] === byte)
  );
}

function isPushOnly(script: Uint8Array): boolean {
  const reader = new OperationReader(script, 0, script.length);
  while (reader.next()) if (reader.opcode > OP_16) return false;
  return reader.at === script.length;
}

function isPubkey(script: Uint8Array): boolean {
  const key = script.subarray(1, -1);
  return script[0] === key.length && script.at(-1) === OP_CHECKSIG && isKey(key);
}

/** CPubKey::ValidSize. */
function isKey(bytes: Uint8Array): boolean {
  const first = bytes[0]!;
  return (
    (bytes.length === 33 && (first === 2 || first === 3)) ||
    (bytes.length === 65 && [4, 6, 7].includes(first))
  );
}

/** MatchMultisig of Core's solver.cpp. */
function isMultisig(script: Uint8Array): boolean {
  if (script.at(-1) !== OP_CHECKMULTISIG) return false;
  const all = [...operations(script.subarray(0, MAX_MULTISIG))];
  const [required, total] = [smallNumber(all[0]), smallNumber(all.at(-2))];
  const keys = all.slice(1, -2);
  return (
    all.at(-1)?.end === script.length &&
    required >= 1 &&
    total >= required &&
    keys.length === total &&
    keys.every(({ push }) => push && isKey(push))
  );
}

/** Twenty keys of 65 bytes, each pushed with up to five bytes, and room for the numbers. */
const MAX_MULTISIG = MAX_PUBKEYS_PER_MULTISIG * 70 + 20;

/** GetScriptNumber of Core's solver.cpp. @returns 0 where the script has no number. */
function smallNumber(operation: { opcode: number; push?: Uint8Array } | undefined): number {
  if (!operation) return 0;
  const { opcode, push } = operation;
  const value = opcode >= OP_1 && opcode <= OP_16 ? opcode - OP_1 + 1 : minimal(opcode, push);
  return value <= MAX_PUBKEYS_PER_MULTISIG ? value : 0;
}

/** A number from 17 on, pushed as one byte. */
function minimal(opcode: number, push: Uint8Array | undefined): number {
  if (opcode > OP_PUSHDATA4 || opcode !== 1 || push?.length !== 1) return 0;
  const value = scriptNumber(push);
  return value > 16 ? value : 0;
}
