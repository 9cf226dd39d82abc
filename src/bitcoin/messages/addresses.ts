import { addressAndTime, addressAndTimeV2, isIPv4 } from '../layouts/address';
import type { Field } from '../read/field';
import { field } from '../read/struct';
import { type Limit, vector } from '../read/vector';
import { message } from './messageRecord';
import { elements, fromHex, noArguments } from './pythonForm';
import { countAt, type Summary } from './summary';

/** MAX_ADDR_TO_SEND of Core's net_processing.cpp. */
const MAX_ADDR_TO_SEND: Limit = {
  most: 1000,
  refusal: 'Core punishes it (MAX_ADDR_TO_SEND)',
};

const about = { family: 'address', pair: 'none', namesHashes: false } as const;
const receipt = 'Core adds the addresses to its address manager, as far as its rate limit allows.';
const summary: Summary = { of: (payload) => countAt(payload, 0, 'address', 'addresses') };

const addr = message({
  ...about,
  name: 'addr',
  rank: 2,
  bips: [],
  core: 'protocol.h',
  receipt,
  members: [field('vAddr', vector(addressAndTime, MAX_ADDR_TO_SEND))],
  summary,
  python: fromHex((root) => elements(root, 'vAddr').every(isIPv4)),
});

const addrv2 = message({
  ...about,
  name: 'addrv2',
  rank: 3,
  bips: ['BIP155'],
  core: 'netaddress.h',
  receipt,
  members: [field('vAddr', vector(addressAndTimeV2, MAX_ADDR_TO_SEND))],
  summary,
  python: fromHex((root) => elements(root, 'vAddr').every(isKnownNetwork)),
});

const getaddr = message({
  ...about,
  name: 'getaddr',
  rank: 13,
  bips: [],
  core: 'net_processing.cpp',
  receipt: 'Core answers an inbound peer once, with addresses from its address manager.',
  summary: 'none',
  python: noArguments,
});

export const addresses = [addr, addrv2, getaddr] as const;

/** CAddress.ADDRV2_ADDRESS_LENGTH of Core's test framework, bytes by network. */
const ADDRESS_LENGTHS: ReadonlyMap<unknown, number> = new Map([
  [1, 4],
  [2, 16],
  [4, 32],
  [5, 32],
  [6, 16],
]);

function isKnownNetwork(address: Field): boolean {
  const length = ADDRESS_LENGTHS.get(address.child('m_net')?.value);
  return length !== undefined && length === address.child('address_size')?.value;
}
