import type { Chain } from '../read/payload';
import { formatCount } from '../../shared/text/quantity';
import { hex32 } from './hexNumber';

/** Consensus::Params::powLimit of Core's chainparams.cpp. */
const EASIEST = BigInt(`0x00000000${'f'.repeat(56)}`);
const POW_LIMIT: Record<Chain, bigint> = {
  main: EASIEST,
  test: EASIEST,
  testnet4: EASIEST,
  signet: BigInt(`0x00000377ae${'0'.repeat(54)}`),
  regtest: BigInt(`0x7f${'f'.repeat(62)}`),
};
/** The exponent of nBits at difficulty 1, which is 0x1d00ffff. */
const SHIFT_1 = 0x1d;

/** DeriveTarget of Core's pow.cpp. @returns undefined where no hash can satisfy it. */
export function deriveTarget(bits: number, chain: Chain): bigint | undefined {
  const target = expand(bits);
  const valid = target !== undefined && target > 0n && target <= POW_LIMIT[chain];
  return valid ? target : undefined;
}

/** arith_uint256::SetCompact. @returns undefined for a negative one and for one beyond 256 bits. */
function expand(bits: number): bigint | undefined {
  const size = bits >>> 24;
  const word = BigInt(bits & 0x007fffff);
  if (word !== 0n && bits & 0x00800000) return undefined;
  const target =
    size <= 3 ? word >> BigInt(8 * (3 - size)) : word << BigInt(8 * Math.min(size - 3, 255));
  return target < 1n << 256n ? target : undefined;
}

/** GetDifficulty of Core's rpc/blockchain.cpp. @returns undefined if `bits` is not a target. */
export function difficulty(bits: number): number | undefined {
  if (!expand(bits)) return undefined;
  return (0xffff / (bits & 0x00ffffff)) * 256 ** (SHIFT_1 - (bits >>> 24));
}

export function targetHex(target: bigint): string {
  return target.toString(16).padStart(64, '0');
}

/** @param named With what it is, where nothing else says it. */
export function difficultyText(bits: number, named = false): string {
  const value = difficulty(bits);
  if (value === undefined) return 'no target';
  const shown = value < 1000 ? value.toPrecision(6) : formatCount(Math.round(value));
  return named ? `difficulty ${shown}` : shown;
}

export function bitsText(bits: number): string {
  const target = expand(bits);
  const shown = target ? `, target ${targetHex(target)}` : '';
  return `${hex32(bits)} (${difficultyText(bits, true)}${shown})`;
}

/**
 * CheckProofOfWork of Core's pow.cpp.
 * @param hash 32 bytes in the order of the wire.
 * @param chain Where it is not known, its limit is not looked at.
 */
export function targetReached(hash: Uint8Array, bits: number, chain: Chain | undefined): boolean {
  const target = chain ? deriveTarget(bits, chain) : expand(bits);
  if (target === undefined || target === 0n) return false;
  return BigInt(`0x${Buffer.from(hash).reverse().toString('hex')}`) <= target;
}
