import { type DecodedMessage, TRAILING } from './decodeMessage';
import type { Field } from './read/field';
import { isKept } from './pythonKeeps';
import { hex } from './text/hex';

/** An expression, and the names of Core's test_framework.messages that it uses. */
interface Python {
  expression: string;
  names: string[];
}

const EMPTY = new Set(
  'verack getaddr mempool sendheaders wtxidrelay sendaddrv2 filterclear'.split(' '),
);

const INVENTORY_NAMES: ReadonlyMap<number, string[]> = new Map([
  [1, ['MSG_TX']],
  [2, ['MSG_BLOCK']],
  [3, ['MSG_FILTERED_BLOCK']],
  [4, ['MSG_CMPCT_BLOCK']],
  [5, ['MSG_WTX']],
  [0x40000001, ['MSG_TX', 'MSG_WITNESS_FLAG']],
  [0x40000002, ['MSG_BLOCK', 'MSG_WITNESS_FLAG']],
]);

/** Entries that are written one by one; more are easier to read in hex. */
const MOST_ENTRIES = 100;

/**
 * A message as Python that builds it with Core's test framework, to be pasted into a functional test:
 * sending it puts exactly these bytes on the wire. Where the framework's own class would change them
 * (a malformed message, trailing bytes, a type that it does not know) it is a `msg_generic`.
 */
export function pythonMessage(message: DecodedMessage): string {
  const { root, messageType } = message;
  const missing = root.payload.size - root.end;
  const own = missing === 0 ? ownClass(message) : undefined;
  const { expression, names } = own ?? generic(message);
  const imports = [...new Set(names)].sort(byPythonOrder).join(', ');
  const cut = missing > 0 ? `# The first ${root.end} of ${root.payload.size} bytes.\n` : '';
  return `from test_framework.messages import ${imports}\n\n${cut}${variable(messageType)} = ${expression}\n`;
}

function ownClass({ messageType, root, error }: DecodedMessage): Python | undefined {
  const fields = new Map(root.children().map((field) => [field.name, field]));
  if (error || fields.has(TRAILING)) return undefined;
  const name = `msg_${messageType}`;
  if (EMPTY.has(messageType)) return { expression: `${name}()`, names: [name] };
  const number = (of: string): string | undefined => fields.get(of)?.value?.toString();
  switch (messageType) {
    case 'inv':
    case 'getdata':
    case 'notfound':
      return inventory(messageType, fields.get('vInv')) ?? fromHex(root, messageType);
    case 'ping':
    case 'pong':
      return call(messageType, { nonce: number('nonce') });
    case 'feefilter': {
      // The framework has it without a sign.
      const rate = number('newFeeFilter');
      return rate?.startsWith('-') ? undefined : call(messageType, { feerate: rate });
    }
    case 'sendcmpct': {
      const announce = { 0: 'False', 1: 'True' }[number('sendcmpct_hb') ?? ''];
      return call(messageType, { announce, version: number('sendcmpct_version') });
    }
    case 'filteradd':
      return call(messageType, { data: bytesOf(fields.values().next().value) });
    case 'getcfilters':
    case 'getcfheaders':
    case 'getcfcheckpt':
      return filterRequest(messageType, [...fields.values()]);
    case 'cmpctblock': {
      const inner = 'P2PHeaderAndShortWitnessIDs';
      const expression = `${name}(from_hex(${inner}(), "${hex(root.bytes)}"))`;
      return { expression, names: [name, inner, 'from_hex'] };
    }
    default:
      return isKept(messageType, root) ? fromHex(root, messageType) : undefined;
  }
}

/** @returns undefined where an argument is. */
function call(messageType: string, given: Record<string, string | undefined>): Python | undefined {
  const values = Object.entries(given);
  if (values.some(([, value]) => value === undefined)) return undefined;
  const name = `msg_${messageType}`;
  const text = values.map(([key, value]) => `${key}=${value!}`).join(', ');
  return { expression: `${name}(${text})`, names: [name] };
}

function inventory(messageType: string, vector: Field | undefined): Python | undefined {
  if (!vector || vector.read > MOST_ENTRIES) return undefined;
  const names = ['CInv', `msg_${messageType}`];
  const lines = vector.children(1).map((entry) => {
    const [type, hash] = entry.children();
    const known = INVENTORY_NAMES.get(Number(type!.value));
    names.push(...(known ?? []));
    const text = known?.join(' | ') ?? Number(type!.value);
    return `    CInv(${text}, 0x${hash!.text}),\n`;
  });
  const list = lines.length > 0 ? `[\n${lines.join('')}]` : '[]';
  return { expression: `msg_${messageType}(${list})`, names };
}

/** Of BIP157: a filter type, for two of them a height, and the hash of a block. */
function filterRequest(messageType: string, fields: Field[]): Python | undefined {
  const values = fields.filter(({ derived }) => !derived);
  const number = (index: number): string => `${Number(values[index]!.value)}`;
  const height = values.length === 3 ? { start_height: number(1) } : {};
  const hash = `0x${values.at(-1)!.text}`;
  return call(messageType, { filter_type: number(0), ...height, stop_hash: hash });
}

function fromHex({ bytes }: Field, messageType: string): Python {
  const name = `msg_${messageType}`;
  return { expression: `from_hex(${name}(), "${hex(bytes)}")`, names: [name, 'from_hex'] };
}

function generic({ messageType, root }: DecodedMessage): Python {
  const expression = `msg_generic(${bytesLiteral(messageType)}, bytes.fromhex("${hex(root.bytes)}"))`;
  return { expression, names: ['msg_generic'] };
}

function bytesOf(field: Field | undefined): string | undefined {
  return field?.value instanceof Uint8Array ? `bytes.fromhex("${hex(field.value)}")` : undefined;
}

/** Of characters up to U+00FF: what a peer named a type is no Python that runs. */
function bytesLiteral(text: string): string {
  const escaped = text.replace(
    /[^A-Za-z0-9_ -]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `b"${escaped}"`;
}

function variable(messageType: string): string {
  return /^[a-z][a-z0-9]{0,11}$/.test(messageType) ? messageType : 'message';
}

/** CONSTANTS before Classes before functions, as Core's tests are formatted. */
function byPythonOrder(a: string, b: string): number {
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

function rank(name: string): number {
  if (/^[A-Z_]+$/.test(name)) return 1;
  return /^[A-Z]/.test(name) ? 0 : 2;
}
