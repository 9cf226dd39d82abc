import assert from 'node:assert/strict';

/** A packet of a pcapng file, and the frame of ours that it is of. */
export interface ReadPacket {
  interface: number;
  /** Unix nanoseconds. */
  time: bigint;
  data: Buffer;
  /** Of the whole packet, bytes. */
  size: number;
  flags: number;
  comments: string[];
  /** Bytes of the frame that the packet's option has. */
  carried: Buffer | undefined;
}

/** A block of a pcapng file in little-endian. */
export interface ReadBlock {
  type: number;
  body: Buffer;
}

const MARK = 'p2ptrace';
const FRAME_BLOCK = 0x80703274;

/** The blocks of a file, checked: type, and what is between the two lengths. */
export function blocksOf(file: Buffer): ReadBlock[] {
  const blocks: ReadBlock[] = [];
  for (let at = 0; at < file.length;) {
    const length = file.readUInt32LE(at + 4);
    assert.equal(length % 4, 0);
    assert.ok(length >= 12 && length <= 262_144, `a block of ${length} bytes`);
    assert.equal(file.readUInt32LE(at + length - 4), length, 'both lengths of a block');
    blocks.push({ type: file.readUInt32LE(at), body: file.subarray(at + 8, at + length - 4) });
    at += length;
  }
  return blocks;
}

export function optionsOf(bytes: Buffer): { code: number; value: Buffer }[] {
  const options: { code: number; value: Buffer }[] = [];
  for (let at = 0; at < bytes.length;) {
    const code = bytes.readUInt16LE(at);
    const length = bytes.readUInt16LE(at + 2);
    if (code === 0) break;
    options.push({ code, value: bytes.subarray(at + 4, at + 4 + length) });
    at += 4 + ((length + 3) & ~3);
  }
  return options;
}

export function packetOf(body: Buffer): ReadPacket {
  const captured = body.readUInt32LE(12);
  const options = optionsOf(body.subarray(20 + ((captured + 3) & ~3)));
  const own = options.find(
    ({ code, value }) =>
      code === 2989 && value.readUInt32LE(0) === 32473 && value.toString('latin1', 4, 12) === MARK,
  );
  return {
    interface: body.readUInt32LE(0),
    time: (BigInt(body.readUInt32LE(4)) << 32n) | BigInt(body.readUInt32LE(8)),
    data: body.subarray(20, 20 + captured),
    size: body.readUInt32LE(16),
    flags: options.find(({ code }) => code === 2)?.value.readUInt32LE(0) ?? 0,
    comments: options.filter(({ code }) => code === 1).map(({ value }) => value.toString()),
    carried: own?.value.subarray(12),
  };
}

/** Where the tags of an exported PDU end. */
export function afterTags(data: Buffer): number {
  for (let at = 0; ;) {
    const [tag, length] = [data.readUInt16BE(at), data.readUInt16BE(at + 2)];
    at += 4 + length;
    if (tag === 0) return at;
  }
}

/** The value of a tag of an exported PDU. */
export function tagOf(data: Buffer, wanted: number): Buffer | undefined {
  for (let at = 0; ;) {
    const [tag, length] = [data.readUInt16BE(at), data.readUInt16BE(at + 2)];
    if (tag === wanted) return data.subarray(at + 4, at + 4 + length);
    if (tag === 0) return undefined;
    at += 4 + length;
  }
}

/** The frames that a file of ours carries, by docs/pcapng.md, and its packets. */
export function readPcapng(file: Buffer): { frames: Buffer[]; packets: ReadPacket[] } {
  const frames: Buffer[] = [];
  const packets: ReadPacket[] = [];
  let parts: Buffer[] = [];
  const finish = (): void => {
    if (parts.length === 0) return;
    const found = Buffer.concat(parts);
    const whole = Buffer.alloc(found.readUInt32LE(0));
    assert.ok(whole.length - found.length >= 0 && whole.length - found.length < 8);
    found.copy(whole);
    frames.push(whole);
    parts = [];
  };
  for (const { type, body } of blocksOf(file)) {
    if (type === FRAME_BLOCK) {
      assert.equal(body.toString('latin1', 0, 8), MARK);
      if (body.readUInt32LE(8) === 1) finish();
      parts.push(body.subarray(16, 16 + body.readUInt32LE(12)));
    }
    if (type !== 6) continue;
    finish();
    const packet = packetOf(body);
    packets.push(packet);
    if (!packet.carried) continue;
    parts.push(packet.carried);
    const kind = packet.carried.readUInt16LE(4);
    if (kind === 2 || kind === 3) parts.push(packet.data.subarray(afterTags(packet.data) + 24));
  }
  finish();
  return { frames, packets };
}
