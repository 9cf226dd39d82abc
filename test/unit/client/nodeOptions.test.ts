import assert from 'node:assert/strict';
import { readNodeOptions } from '../../../src/client/nodeOptions';

const HOME = '/home/satoshi';

function options(args: string[], files: Record<string, string> = {}) {
  return readNodeOptions(args, { home: HOME, cwd: '/srv', readText: (path) => files[path] });
}

const DEFAULT = `${HOME}/.bitcoin`;

describe('nodeOptions', () => {
  const networks: [string, string[], string][] = [
    ['nothing', [], 'main'],
    ['-regtest', ['-regtest'], 'regtest'],
    ['two dashes', ['--signet'], 'signet'],
    ['-testnet', ['-testnet=1'], 'test'],
    ['-testnet4', ['-testnet4'], 'testnet4'],
    ['-chain', ['-chain=signet'], 'signet'],
    ['the last of several', ['-regtest=1', '-regtest=0'], 'main'],
    ['a negation', ['-regtest', '-noregtest'], 'main'],
    ['a negated negation', ['-noregtest=0'], 'regtest'],
    ['something alike', ['-regtestfoo', '-mytestnet'], 'main'],
  ];
  for (const [what, args, network] of networks)
    it(`reads the network from ${what}`, () => assert.equal(options(args).network, network));

  const files: [string, string, string][] = [
    ['a switch', 'server=1\nregtest=1\n', 'regtest'],
    ['chain', ' chain = test # the old one\n', 'test'],
    ['no comment', '#regtest=1\n', 'main'],
    ['no section', '[regtest]\nregtest=1\nchain=regtest\n', 'main'],
    ['a file of another system', 'signet=1\r\n', 'signet'],
  ];
  for (const [what, text, network] of files)
    it(`reads the network from bitcoin.conf: ${what}`, () =>
      assert.equal(options([], { [`${DEFAULT}/bitcoin.conf`]: text }).network, network));

  it('prefers the command line to the file', () => {
    const conf = { [`${DEFAULT}/bitcoin.conf`]: 'regtest=1' };
    assert.equal(options(['-chain=main'], conf).network, 'main');
  });

  it('finds the file by -conf, absolute or within the data directory', () => {
    const conf = { '/data/other.conf': 'signet=1' };
    assert.equal(options(['-datadir=/data', '-conf=other.conf'], conf).network, 'signet');
    assert.equal(options(['-conf=/data/other.conf'], conf).network, 'signet');
  });

  it('makes the data directory absolute', () => {
    assert.equal(options([]).dataDirectory, DEFAULT);
    assert.equal(options(['-datadir=/data']).dataDirectory, '/data');
    assert.equal(options(['-datadir=../x']).dataDirectory, '/x');
    assert.equal(options(['-datadir=/a=b']).dataDirectory, '/a=b');
  });

  it('follows a data directory that the file names', () => {
    const conf = { [`${DEFAULT}/bitcoin.conf`]: 'datadir=/big/disk\n' };
    assert.equal(options([], conf).dataDirectory, '/big/disk');
  });
});
