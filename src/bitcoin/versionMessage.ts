import { decodeMessage } from './decodeMessage';
import type { Field, FieldValue } from './read/field';

/** No field of a `version` reaches further into its payload, bytes: a peer may add any number. */
export const VERSION_BYTES = 512;

/** A payload that Bitcoin Core would refuse to deserialize. */
export class MalformedMessage extends Error {
  constructor(
    message: string,
    /** Where in the payload, bytes from its beginning. */
    readonly offset: number,
  ) {
    super(message);
  }
}

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

/**
 * The values of a `version`.
 * @throws MalformedMessage where Core would.
 */
export function decodeVersion(payload: Uint8Array): VersionMessage {
  const { root, error } = decodeMessage('version', payload);
  if (error) throw new MalformedMessage(error.reason, error.offset);
  const fields = new Map(root.children().map((field) => [field.name, field]));
  const value = (name: string): FieldValue => fields.get(name)?.value;
  const sender = fields.get('addrFrom');
  return {
    protocolVersion: value('nVersion') as number,
    services: value('nServices') as bigint,
    time: value('nTime') as bigint,
    receiver: addressOf(fields.get('addrMe')!),
    ...(sender && { sender: addressOf(sender), nonce: value('nNonce') as bigint }),
    ...(fields.has('strSubVer') && { userAgent: value('strSubVer') as string }),
    ...(fields.has('starting_height') && { startHeight: value('starting_height') as number }),
    ...(fields.has('fRelay') && { relay: value('fRelay') as boolean }),
  };
}

function addressOf(field: Field): VersionAddress {
  const [services, ip, port] = field.children();
  return {
    services: services!.value as bigint,
    ip: ip!.bytes,
    port: port!.value as number,
  };
}
