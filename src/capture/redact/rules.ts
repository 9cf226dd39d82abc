import { content } from '../../bitcoin/read/byteString';
import type { Field } from '../../bitcoin/read/field';
import { type Host, hostOfIp, ipOfHost, Network } from './host';
import type { Tools } from './tools';
import { crossedOut, redactedAgent, redactedReason } from './words';

/** Writes what stands for a field, at its place, into a payload of zeros. */
export type Rule = (field: Field, into: Buffer, tools: Tools) => void;

/** Elements that are in memory at a time. */
const PAGE = 256;

export const keep: Rule = ({ start, bytes }, into) => into.set(bytes, start);

/** Zeros, in the structure that there was. */
export const zeros: Rule = (field, into, tools) => {
  eachLeaf(field, (leaf) => {
    if (isSize(leaf)) keep(leaf, into, tools);
  });
};

/** What the chain has for all to see: it stays, or has stand-ins that are the same everywhere. */
export const chain: Rule = (field, into, tools) => {
  if (!tools.replaces) keep(field, into, tools);
  else eachLeaf(field, (leaf, within) => replaceLeaf(leaf, within, into, tools));
};

/** A number that somebody drew: who sees it in two places knows that both are of the same connection. */
export const nonce: Rule = ({ start, bytes }, into, tools) => into.set(tools.nonce(bytes), start);

/** Of a compact block: its short ids follow from it. */
export const blockNonce: Rule = (field, into, tools) =>
  (tools.replaces ? nonce : keep)(field, into, tools);

/** Seconds in as many bytes as there are, little-endian. */
export const time: Rule = (field, into, tools) => {
  keep(field, into, tools);
  const { value, start } = field;
  const seconds = Number(value);
  const shifted = tools.time(seconds);
  if (shifted !== seconds) into.writeUInt32LE(shifted, start);
};

/** A CService or CAddress, of either version. */
export const service: Rule = (field, into, tools) => {
  let host: Host | undefined;
  let network: number | undefined;
  for (const member of field.children()) {
    const { name, start } = member;
    if (name === 'm_addr') {
      const { bytes } = member;
      host = network === undefined ? hostOfIp(bytes) : hostOfNetwork(network, bytes);
      into.set(bytesOf(tools.hosts.standIn(host), bytes.length), start);
    } else if (name === 'port') {
      if (host) into.writeUInt16BE(tools.hosts.port(host, Number(member.value)), start);
    } else if (name === 'nTime') time(member, into, tools);
    else if (isSize(member) || KEPT_OF_SERVICE.has(name)) keep(member, into, tools);
    if (name === 'm_net') network = Number(member.value);
  }
};

const KEPT_OF_SERVICE = new Set(['nServices', 'm_net']);

/** A vector of those. */
export const services: Rule = (field, into, tools) => {
  eachChild(field, (child) => (isSize(child) ? keep : service)(child, into, tools));
};

export const agent: Rule = textRule(redactedAgent);
export const reason: Rule = textRule((text) => redactedReason(text));
/** Text of which nothing is known. */
export const text: Rule = textRule((all) => crossedOut(all));

/** The name of a message type, with as many bytes as it has. */
export const typeName: Rule = (field, into, tools) =>
  textRule((name) => (tools.messageType(name) === name ? name : crossedOut(name)))(
    field,
    into,
    tools,
  );

/** Of an alert, which nobody sends any more: texts are as long as they were, all else is zeros. */
export const alert: Rule = (field, into, tools) => {
  zeros(field, into, tools);
  eachLeaf(field, (leaf, within) => {
    if (within?.type.name === 'std::string' && !isSize(leaf)) into.fill('x', leaf.start, leaf.end);
  });
};

function textRule(redacted: (text: string) => string): Rule {
  return (field, into, tools) => {
    zeros(field, into, tools);
    // Of a part nobody knows what the whole is.
    if (field.broken) return;
    const bytes = content(field);
    const all = Buffer.from(bytes).toString('latin1');
    into.write(redacted(all), field.end - bytes.length, 'latin1');
  };
}

/** Of an address in the form of IPv6 in BIP155, too, the host is the one that is embedded in it. */
function hostOfNetwork(network: number, bytes: Uint8Array): Host {
  if (network === (Network.IPv6 as number)) return hostOfIp(bytes);
  // A name has no number there.
  return { network: network === (Network.Name as number) ? -1 : network, bytes };
}

function bytesOf(host: Host, length: number): Uint8Array {
  return host.bytes.length === length ? host.bytes : ipOfHost(host);
}

const KEPT_OF_CHAIN = new Set([
  'version',
  'dummy',
  'flags',
  'n',
  'nVersion',
  'nBits',
  'nTransactions',
  'type',
]);

function replaceLeaf(leaf: Field, within: Field | undefined, into: Buffer, tools: Tools): void {
  const { name, type, start, bytes } = leaf;
  if (isSize(leaf) || KEPT_OF_CHAIN.has(name) || within?.name === 'vBits') keep(leaf, into, tools);
  else if (type.name === 'uint256') into.set(tools.hash(bytes), start);
  else if (type.name === 'short id') into.set(tools.nonce(bytes), start);
  else if (name === 'nTime') time(leaf, into, tools);
}

/** Sizes are the structure of a message. */
function isSize({ type }: Field): boolean {
  return type.name === 'CompactSize';
}

/** The parts that are in the payload, in turn. */
export function eachChild(field: Field, visit: (child: Field) => void): void {
  const { count } = field;
  for (let from = 0; from < count; from += PAGE)
    for (const child of field.children(from, from + PAGE)) if (!child.derived) visit(child);
}

/** The parts that have none themselves, and what each is a part of. */
function eachLeaf(
  field: Field,
  visit: (leaf: Field, within: Field | undefined) => void,
  within?: Field,
): void {
  if (field.count === 0) visit(field, within);
  else eachChild(field, (child) => eachLeaf(child, visit, field));
}
