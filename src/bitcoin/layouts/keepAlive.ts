import { field, ifMore } from '../read/struct';
import { nonce } from './handshake';
import { message } from './layout';

/** Before BIP31 it was empty, and Core still sends it so to a peer of version 60000 or less. */
export const ping = message({
  bips: ['BIP31'],
  core: 'net_processing.cpp',
  receipt: 'Core answers with pong and the same nonce.',
  members: [ifMore('nonce', nonce)],
  looks: {
    warning: ({ start, end }) =>
      start === end ? 'Core takes no empty one from a peer of version 60001 or more' : undefined,
  },
});

export const pong = message({
  bips: ['BIP31'],
  core: 'net_processing.cpp',
  receipt: 'Core takes the time since its ping, if the nonce is the same.',
  trailing: 'Core ignores them; if there is no nonce, it gives up its ping (Short payload)',
  members: [field('nonce', nonce, (_, reader) => reader.remaining >= 8)],
});
