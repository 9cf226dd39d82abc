import type { Field, Type } from '../read/field';
import {
  as,
  looseCompactSize,
  rawBytes,
  size,
  uint16be,
  uint32,
  uint64,
  uint8,
} from '../read/primitives';
import { field, refuse, struct } from '../read/struct';
import { serviceFlagNames } from '../serviceFlags';
import {
  BIP155_NETWORKS,
  embeddedNote,
  legacyAddress,
  netAddressText,
  serviceText,
} from '../text/netAddress';
import { timeText } from '../text/time';

/** MAX_ADDRV2_SIZE of Core's netaddress.h. */
const MAX_ADDRV2_SIZE = 512;
const IPV6 = 2;
/** Of ProcessAddrs in Core's net_processing.cpp, Unix seconds. */
const OLDEST_TIME = 100_000_000;
/** NODE_NETWORK and NODE_NETWORK_LIMITED of Core's protocol.h. */
const USEFUL = (1n << 0n) | (1n << 10n);

function servicesText(flags: bigint | number): string {
  const names = serviceFlagNames(BigInt(flags));
  return `${names.join(', ') || 'none'} (0x${flags.toString(16)})`;
}

/** ServiceFlags: protocol.h */
export const services = { ...as(uint64, servicesText), name: 'ServiceFlags' };

/** CNetAddr::V1: netaddress.h. Everything in the form of IPv6. */
const addressV1: Type = {
  ...rawBytes('CNetAddr', 16),
  writeJson: undefined,
  value: (self) => legacyAddress(self.bytes).text,
  text: (self) => legacyAddress(self.bytes).text,
  warning: (self) => legacyAddress(self.bytes).note,
};

const serviceV1 = [field('m_addr', addressV1), field('port', uint16be)];

/** What `version` says of a node; Core ignores all of it but the address of addrMe. */
export const versionAddress = struct('CService', [field('nServices', services), ...serviceV1], {
  text: serviceV1Text,
});

const lastSeen = as<number>(uint32, timeText, (time) =>
  time <= OLDEST_TIME ? 'Core takes it as five days ago' : undefined,
);

/** What an address book entry says of the services of a node. */
const offered = { ...services, warning: uselessWarning };

/** CAddress::V1_NETWORK: protocol.h */
export const addressAndTime = struct(
  'CAddress',
  [field('nTime', lastSeen), field('nServices', offered), ...serviceV1],
  { text: serviceV1Text },
);

/** An address of as many bytes as `address_size` says. */
const addressV2: Type = {
  name: 'CNetAddr',
  skip(reader, { address_size }) {
    reader.take(address_size!);
    return 0;
  },
  write: (bytes, into) => into.bytes(bytes as Uint8Array),
  value: (self) => netAddressText(networkOf(self), self.bytes),
  text: (self) => netAddressText(networkOf(self), self.bytes),
  warning: (self) => {
    const network = networkOf(self);
    if (!BIP155_NETWORKS.has(network))
      return 'Core ignores addresses of networks that it does not know';
    return network === IPV6 ? embeddedNote(self.bytes) : undefined;
  },
};

/** CAddress::V2_NETWORK: protocol.h, netaddress.h (UnserializeV2Stream). */
export const addressAndTimeV2 = struct(
  'CAddress',
  [
    field('nTime', lastSeen),
    field('nServices', {
      ...as(looseCompactSize, servicesText),
      name: 'ServiceFlags',
      warning: uselessWarning,
    }),
    field('m_net', as(uint8, networkText)),
    field('address_size', size),
    refuse(({ m_net, address_size }) => addressRefusal(m_net!, address_size!)),
    field('m_addr', addressV2),
    field('port', uint16be),
  ],
  { text: serviceV2Text },
);

/** MayHaveUsefulAddressDB of Core's protocol.h. */
function uselessWarning({ value }: Field): string | undefined {
  const useful = (BigInt(value as bigint | number) & USEFUL) !== 0n;
  return useful ? undefined : 'Core ignores the address: neither NETWORK nor NETWORK_LIMITED';
}

/** Whether a service has an address of IPv4. CAddress.deserialize of Core's test framework takes no other. */
export function isIPv4(service: Field | undefined): boolean {
  const address = service?.child('m_addr')?.bytes;
  return address?.subarray(0, 12).every((byte, index) => byte === (index < 10 ? 0 : 0xff)) ?? false;
}

/** The network of an address comes before the size of the address. */
function networkOf({ payload, start, end }: Field): number {
  const sizeBytes = end - start < 0xfd ? 1 : 3;
  return payload.bytes[start - sizeBytes - 1]!;
}

/** SetNetFromBIP155Network of Core's netaddress.cpp. */
function addressRefusal(network: number, length: number): string | undefined {
  if (length > MAX_ADDRV2_SIZE) return `Address too long: ${length} > ${MAX_ADDRV2_SIZE}`;
  const known = BIP155_NETWORKS.get(network);
  if (!known || known.size === length) return undefined;
  return `BIP155 ${known.name} address with length ${length} (should be ${known.size})`;
}

function networkText(network: number): string {
  return `${BIP155_NETWORKS.get(network)?.name ?? 'unknown'} (${network})`;
}

function serviceV1Text(self: Field): string {
  const [address, port] = [self.child('m_addr'), self.child('port')];
  if (!address || !port) return '';
  return serviceText(legacyAddress(address.bytes).network, address.text, Number(port.value));
}

function serviceV2Text(self: Field): string {
  const [network, address, port] = ['m_net', 'm_addr', 'port'].map((name) => self.child(name));
  if (!network || !address || !port) return '';
  return serviceText(Number(network.value), address.text, Number(port.value));
}
