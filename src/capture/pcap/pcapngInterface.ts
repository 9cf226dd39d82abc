import { BadStream } from '../../shared/frames/frameSplitter';
import type { Block } from './packet';
import { OPTION } from './pcapngLayout';
import { optionsOf } from './pcapngOptions';

const OFFSET = 14;
const NANOS = 1_000_000_000n;

/** What an interface description block says. */
export class Interface {
  readonly name: string;
  readonly linkType: number;
  /** Bytes of a packet that are captured; Infinity where there is no limit. */
  readonly snapLength: number;
  /** Units of its times in a second. */
  private readonly units: bigint;
  /** Seconds that are added to its times. */
  private readonly offset: number;

  /** @throws BadStream */
  constructor({ body, isLittle, offset }: Block) {
    if (body.length < 8) throw new BadStream(`the interface at offset ${offset} is too short`);
    this.linkType = isLittle ? body.readUInt16LE(0) : body.readUInt16BE(0);
    this.snapLength = (isLittle ? body.readUInt32LE(4) : body.readUInt32BE(4)) || Infinity;
    let units = 1_000_000n;
    let seconds = 0n;
    let name = '';
    for (const { code, value } of optionsOf(body.subarray(8), isLittle)) {
      if (code === OPTION.name) name = value.toString();
      if (code === OPTION.timeResolution && value.length === 1) units = unitsOf(value[0]!);
      if (code === OFFSET && value.length === 8)
        seconds = isLittle ? value.readBigInt64LE(0) : value.readBigInt64BE(0);
    }
    this.name = name;
    this.units = units;
    this.offset = Number(seconds);
  }

  /** @returns Whole seconds from 1970, and nanoseconds. */
  timeOf(high: number, low: number): [seconds: number, nanos: number] {
    // Microseconds until the year 2255.
    if (this.units === 1_000_000n && high < 1 << 21) {
      const time = high * 2 ** 32 + low;
      const seconds = Math.floor(time / 1e6);
      return [this.offset + seconds, (time - seconds * 1e6) * 1000];
    }
    const time = (BigInt(high) << 32n) | BigInt(low);
    const nanos = ((time % this.units) * NANOS) / this.units;
    return [this.offset + Number(time / this.units), Number(nanos)];
  }
}

/** @param resolution A negative power of 10, or of 2 where the highest bit is set. */
function unitsOf(resolution: number): bigint {
  const power = BigInt(resolution & 0x7f);
  return (resolution & 0x80 ? 2n : 10n) ** power;
}
