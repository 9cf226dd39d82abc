import { field, ifMore } from '../read/struct';
import { nonce } from './handshake';
import { type Layout, message } from './layout';

/** BIP0031_VERSION of Core's node/protocol_version.h: later versions have a nonce. */
const BIP0031_VERSION = 60000;

const about = { bips: ['BIP31'], core: 'net_processing.cpp' };
const receipt = 'Core answers with pong and the same nonce.';

const pingOfAnybody = message({
  ...about,
  receipt,
  members: [ifMore('nonce', nonce)],
  note: (size) =>
    size === 0
      ? `Malformed if the peer’s version is above ${BIP0031_VERSION}, which is not known here; an earlier one has no nonce.`
      : undefined,
});

const pingWithNonce = message({ ...about, receipt, members: [field('nonce', nonce)] });

const pingBeforeNonce = message({
  ...about,
  receipt: 'Core does not answer.',
  trailing: `Core reads nothing of a ping of version ${BIP0031_VERSION} or less`,
});

/**
 * Before BIP31 it was empty, and Core still sends it so to a peer of version 60000 or less. Of a later
 * one Core takes none without a nonce.
 */
export function pingOf(peerVersion: number | undefined): Layout {
  if (peerVersion === undefined) return pingOfAnybody;
  return peerVersion > BIP0031_VERSION ? pingWithNonce : pingBeforeNonce;
}

export const pong = message({
  bips: ['BIP31'],
  core: 'net_processing.cpp',
  receipt: 'Core takes the time since its ping, if the nonce is the same.',
  trailing: 'Core ignores them; if there is no nonce, it gives up its ping (Short payload)',
  members: [field('nonce', nonce, (_, reader) => reader.remaining >= 8)],
});
