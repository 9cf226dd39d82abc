import { ByteReader } from './byteReader';

/** CService in its version 1 form, with the services claimed for it. */
export interface VersionAddress {
  services: bigint;
  /** 16 bytes, IPv4 mapped into IPv6. */
  ip: Uint8Array;
  port: number;
}

/** `version`, as far as the sender sent it: Core accepts that it ends before any optional field. */
export interface VersionMessage {
  protocolVersion: number;
  services: bigint;
  /** Unix seconds of the sender's clock. */
  time: bigint;
  receiver: VersionAddress;
  /** Core ignores it and has sent zeros since 0.13. */
  sender?: VersionAddress;
  nonce?: bigint;
  /** BIP14, at most 256 bytes; chosen by the peer: show it through `visible`. */
  userAgent?: string;
  startHeight?: number;
  /** BIP37; where it is absent, Core takes it as true. */
  relay?: boolean;
}

/** MAX_SUBVERSION_LENGTH of Core's net.h. */
const MAX_USER_AGENT = 256;

/**
 * Reads what net_processing.cpp reads, and stops where it may stop.
 * @throws MalformedMessage where Core would.
 */
export function decodeVersion(payload: Uint8Array): VersionMessage {
  const reader = new ByteReader(payload);
  const message: VersionMessage = {
    protocolVersion: reader.i32(),
    services: reader.u64(),
    time: reader.i64(),
    receiver: readAddress(reader),
  };
  if (reader.remaining > 0) {
    message.sender = readAddress(reader);
    message.nonce = reader.u64();
  }
  if (reader.remaining > 0) message.userAgent = reader.limitedString(MAX_USER_AGENT);
  if (reader.remaining > 0) message.startHeight = reader.i32();
  if (reader.remaining > 0) message.relay = reader.u8() !== 0;
  return message;
}

function readAddress(reader: ByteReader): VersionAddress {
  return { services: reader.u64(), ip: reader.raw(16), port: reader.u16be() };
}
