import { formatCount } from '../../shared/text/quantity';

const COIN = 100_000_000n;
/** MAX_MONEY of Core's consensus/amount.h, satoshi. */
const MAX_MONEY = 21_000_000n * COIN;

/** MoneyRange of Core's consensus/amount.h. */
export function inMoneyRange(satoshi: bigint): boolean {
  return satoshi >= 0n && satoshi <= MAX_MONEY;
}

/** `49.99968800`, as Core prints an amount. */
export function btc(satoshi: bigint): string {
  const [sign, size] = satoshi < 0n ? ['-', -satoshi] : ['', satoshi];
  return `${sign}${size / COIN}.${String(size % COIN).padStart(8, '0')}`;
}

export function amountText(satoshi: bigint): string {
  return `${btc(satoshi)} BTC (${formatCount(satoshi)} sat)`;
}

export function amountWarning(satoshi: bigint): string | undefined {
  return inMoneyRange(satoshi) ? undefined : 'outside of 0 to 21,000,000 BTC (MoneyRange)';
}

/** Satoshi per 1,000 virtual bytes, in the two units of CFeeRate::ToString. */
export function feeRateText(satoshi: bigint): string {
  const [sign, size] = satoshi < 0n ? ['-', -satoshi] : ['', satoshi];
  const perByte = `${sign}${size / 1000n}.${String(size % 1000n).padStart(3, '0')}`;
  return `${perByte} sat/vB (${btc(satoshi)} BTC/kvB)`;
}
