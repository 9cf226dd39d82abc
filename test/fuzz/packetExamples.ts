import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { HEADER } from '../../src/shared/frames/layout';
import { exported } from '../unit/support/exported';
import {
  Dialogue,
  ethernet,
  FLAG,
  ip,
  pcap,
  Pcapng,
  tcp,
  versionPayload,
  wire,
} from '../unit/support/packets';
import { Random } from '../unit/support/random';

const NODE = { host: '10.0.0.1', port: 18444 };
const CLIENT = { host: '203.0.113.5', port: 50_000 };
const [A, B] = ['20010db8000000000000000000000001', '20010db8000000000000000000000002'];
const RAW = 101;
const ETHERNET = 1;
/** Frames of the recorded session, small enough to be read by the thousand. */
const OF_SESSION = 60;

/** Files of packets: of each form, with what happens on a network. */
export function packetExamples(): Buffer[] {
  const talk = new Dialogue(CLIENT, NODE)
    .open()
    .say(0, wire('version', versionPayload()))
    .say(
      1,
      Buffer.concat([
        wire('version', versionPayload()),
        wire('verack'),
        wire('ping', Buffer.alloc(8)),
      ]),
    )
    .say(0, wire('block', Buffer.alloc(3000, 1)), 700)
    .close();
  const all = talk.packets;
  const mixed = [...all.slice(0, 4), all[7]!, all[6]!, all[8]!, ...all.slice(6)];
  const lossy = [...all.slice(2, 6), ...all.slice(8)];
  const random = new Random(4);
  const encrypted = new Dialogue(CLIENT, { host: '10.0.0.1', port: 8333 }, { ms: 50 })
    .open()
    .say(0, random.bytes(200))
    .say(1, random.bytes(200));
  const writer = new Pcapng(true);
  const blocks = all.map(({ bytes }, n) => writer.packet(bytes, BigInt(n)));
  return [
    pcap([]),
    pcap(all),
    pcap(mixed, { isBig: true }),
    pcap(lossy, { nano: true }),
    pcap(encrypted.packets),
    pcap(
      all.map((packet) => ({ ...packet, bytes: ethernet(packet.bytes, [0x8100]) })),
      { linkType: ETHERNET },
    ),
    pcap(
      all.map((packet) => ({
        ...packet,
        bytes: packet.bytes.subarray(0, 90),
        length: packet.bytes.length,
      })),
    ),
    pcap(inParts().map((bytes) => ({ seconds: 1, bytes }))),
    Buffer.concat([writer.section(), writer.interface(RAW, [[9, Buffer.of(9)]]), ...blocks]),
    exported(beginOfSession()),
  ];
}

/** TCP within IPv6, with headers in between, in parts. */
function inParts(): Buffer[] {
  const [from, to] = [
    { host: A, port: 5 },
    { host: B, port: 8333 },
  ];
  const segment = tcp({ from, to, sequence: 10, data: wire('ping', Buffer.alloc(2000, 4)) });
  const extensions = [{ type: 60, bytes: Buffer.alloc(8) }];
  const part = (offset: number, end: number): Buffer => {
    const fields = { offset, more: end < segment.length, id: 77, extensions };
    return ip(A, B, segment.subarray(offset, end), fields);
  };
  return [
    ip(A, B, tcp({ from, to, sequence: 9, flags: FLAG.syn })),
    part(1200, segment.length),
    part(0, 1200),
  ];
}

function beginOfSession(): Buffer {
  const session = gunzipSync(readFileSync('native/demo-node/session.p2ptrace.gz'));
  let end = 0;
  for (let n = 0; n < OF_SESSION; n++) end += session.readUInt32LE(end + HEADER.length);
  return session.subarray(0, end);
}
