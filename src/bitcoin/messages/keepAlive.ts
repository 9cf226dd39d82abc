import { nonce } from '../layouts/nonce';
import { pingNonce } from '../pingNonce';
import type { Payload } from '../read/payload';
import { field, ifMore } from '../read/struct';
import { hex64 } from '../text/hexNumber';
import { layout, message } from './messageRecord';
import { bytesAt } from './pairRole';
import { numberOf, withArguments } from './pythonForm';

/** BIP0031_VERSION of Core's node/protocol_version.h: later versions have a nonce. */
const BIP0031_VERSION = 60000;

const about = { bips: ['BIP31'], core: 'net_processing.cpp' };
const receipt = 'Core answers with pong and the same nonce.';
const summary = { of: nonceSummary };
const python = withArguments((root) => ({ nonce: numberOf(root, 'nonce') }));

const pingWithNonce = layout({ ...about, receipt, members: [field('nonce', nonce)] });

const pingBeforeNonce = layout({
  ...about,
  receipt: 'Core does not answer.',
  trailing: `Core reads nothing of a ping of version ${BIP0031_VERSION} or less`,
});

/**
 * Before BIP31 it was empty, and Core still sends it so to a peer of version 60000 or less. Of a later
 * one Core accepts none without a nonce.
 */
const ping = message({
  ...about,
  name: 'ping',
  rank: 15,
  family: 'keepalive',
  receipt,
  members: [ifMore('nonce', nonce)],
  note: (size) =>
    size === 0
      ? `Malformed if the peer’s version is above ${BIP0031_VERSION}, which is not known here; an earlier one has no nonce.`
      : undefined,
  byVersion: (version) => (version > BIP0031_VERSION ? pingWithNonce : pingBeforeNonce),
  summary,
  pair: { ...bytesAt(0, 8), asks: { exchange: 'ping', expected: true } },
  namesHashes: false,
  python,
});

const pong = message({
  ...about,
  name: 'pong',
  rank: 16,
  family: 'keepalive',
  receipt: 'Core measures the time since its ping, if the nonce is the same.',
  trailing: 'Core ignores them; if there is no nonce, it gives up its ping (Short payload)',
  members: [
    field(
      'nonce',
      {
        ...nonce,
        warning: ({ value }) =>
          value === 0n ? 'Core gives up a ping that still waits (Nonce zero)' : undefined,
      },
      (_, reader) => reader.remaining >= 8,
    ),
  ],
  summary,
  pair: { ...bytesAt(0, 8), answers: { exchange: 'ping' } },
  namesHashes: false,
  python,
});

export const keepAlive = [ping, pong] as const;

function nonceSummary({ bytes }: Payload): string {
  const value = pingNonce(bytes);
  return value === undefined ? '' : hex64(value);
}
