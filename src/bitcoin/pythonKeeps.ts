import type { Field } from './read/field';

/** Whether every byte of a well-formed message survives a class of Core's test_framework.messages. */
type Condition = (root: Field) => boolean;

const always: Condition = () => true;

/** Of the types whose class reads a whole message; those that are absent are written in other ways. */
const CONDITIONS: ReadonlyMap<string, Condition> = new Map<string, Condition>([
  // Core reads a shorter version too; the framework writes all of it.
  ['version', (root) => !!root.child('fRelay') && isAscii(root, 'strSubVer') && haveIPv4(root)],
  ['addr', (root) => elements(root, 'vAddr').every(isIPv4)],
  ['addrv2', (root) => elements(root, 'vAddr').every(isKnownNetwork)],
  ['getblocks', hasNoVersion],
  ['getheaders', hasNoVersion],
  ['headers', (root) => elements(root, 'headers').every(({ bytes }) => bytes[80] === 0)],
  ['feature', (root) => isAscii(root, 'feature_id')],
  ...'tx block merkleblock filterload getblocktxn blocktxn cfilter cfheaders cfcheckpt sendtxrcncl'
    .split(' ')
    .map((type) => [type, always] as const),
]);

/**
 * Whether the framework's class for a type, having read this message, writes the same bytes.
 * @param root Of a message without an error or trailing bytes.
 */
export function isKept(messageType: string, root: Field): boolean {
  return CONDITIONS.get(messageType)?.(root) ?? false;
}

function elements(root: Field, name: string): Field[] {
  return root.child(name)?.children(1) ?? [];
}

function isAscii(root: Field, name: string): boolean {
  return root.child(name)?.bytes.every((byte) => byte < 0x80) ?? false;
}

function haveIPv4(root: Field): boolean {
  return ['addrMe', 'addrFrom'].every((name) => isIPv4(root.child(name)));
}

/** CAddress.deserialize skips what is in front of the four bytes. */
function isIPv4(service: Field | undefined): boolean {
  const address = service?.child('m_addr')?.bytes;
  return address?.subarray(0, 12).every((byte, index) => byte === (index < 10 ? 0 : 0xff)) ?? false;
}

/** CAddress.ADDRV2_ADDRESS_LENGTH, bytes by network. */
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

/** The framework writes 0 where nodes have once sent their version. */
function hasNoVersion(root: Field): boolean {
  return root.child('locator')?.child('nVersion')?.value === 0;
}
