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
import { type Limit, vector } from '../read/vector';
import { serviceFlagNames } from '../serviceFlags';
import {
  BIP155_NETWORKS,
  embeddedNote,
  legacyAddress,
  netAddressText,
  serviceText,
} from '../text/netAddress';
import { timeText } from '../text/time';
import { message } from './layout';

/** MAX_ADDRV2_SIZE of Core's netaddress.h. */
const MAX_ADDRV2_SIZE = 512;
const IPV6 = 2;

/** MAX_ADDR_TO_SEND of Core's net_processing.cpp. */
const MAX_ADDR_TO_SEND: Limit = {
  most: 1000,
  refusal: 'Core punishes it (MAX_ADDR_TO_SEND)',
};

function servicesText(flags: bigint | number): string {
  const names = serviceFlagNames(BigInt(flags));
  return `${names.join(', ') || 'none'} (0x${flags.toString(16)})`;
}

/** ServiceFlags: protocol.h */
export const services = { ...as(uint64, servicesText), name: 'ServiceFlags' };

/** CNetAddr::V1: netaddress.h. Everything in the form of IPv6. */
const addressV1: Type = {
  ...rawBytes('CNetAddr', 16),
  value: (self) => legacyAddress(self.bytes).text,
  text: (self) => legacyAddress(self.bytes).text,
  warning: (self) => legacyAddress(self.bytes).note,
};

const serviceV1 = [field('m_addr', addressV1), field('port', uint16be)];

/** What `version` says of a node; Core ignores all of it but the address of addrMe. */
export const versionAddress = struct('CService', [field('nServices', services), ...serviceV1], {
  text: serviceV1Text,
});

/** CAddress::V1_NETWORK: protocol.h */
const addressAndTime = struct(
  'CAddress',
  [field('nTime', as(uint32, timeText)), field('nServices', services), ...serviceV1],
  { text: serviceV1Text },
);

/** Of as many bytes as `address_size` says. */
const addressV2: Type = {
  name: 'CNetAddr',
  skip(reader, { address_size }) {
    reader.take(address_size!);
    return 0;
  },
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
const addressAndTimeV2 = struct(
  'CAddress',
  [
    field('nTime', as(uint32, timeText)),
    field('nServices', { ...as(looseCompactSize, servicesText), name: 'ServiceFlags' }),
    field('m_net', as(uint8, networkText)),
    field('address_size', size),
    refuse(({ m_net, address_size }) => addressRefusal(m_net!, address_size!)),
    field('m_addr', addressV2),
    field('port', uint16be),
  ],
  { text: serviceV2Text },
);

export const addr = message({
  bips: [],
  core: 'protocol.h',
  receipt: 'Core adds the addresses to its address manager, as far as its rate limit lets it.',
  members: [field('vAddr', vector(addressAndTime, MAX_ADDR_TO_SEND))],
});

export const addrv2 = message({
  bips: ['BIP155'],
  core: 'netaddress.h',
  receipt: 'Core adds the addresses to its address manager, as far as its rate limit lets it.',
  members: [field('vAddr', vector(addressAndTimeV2, MAX_ADDR_TO_SEND))],
});

export const getaddr = message({
  bips: [],
  core: 'net_processing.cpp',
  receipt: 'Core answers an inbound peer once, with addresses from its address manager.',
});

/** What the address is of stands before its size. */
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
