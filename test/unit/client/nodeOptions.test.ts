import assert from 'node:assert/strict';
import { readNodeOptions, type FileText } from '../../../src/client/nodeOptions';

const HOME = '/home/satoshi';

function options(args: string[] | undefined, files: Record<string, FileText> = {}) {
  return readNodeOptions(args, { home: HOME, cwd: '/srv', readText: (path) => files[path] });
}

const DEFAULT = `${HOME}/.bitcoin`;

describe('nodeOptions', () => {
  const chains: [string, string[], string][] = [
    ['nothing', [], 'main'],
    ['-regtest', ['-regtest'], 'regtest'],
    ['two dashes', ['--signet'], 'signet'],
    ['-testnet', ['-testnet=1'], 'test'],
    ['-testnet4', ['-testnet4'], 'testnet4'],
    ['-chain', ['-chain=signet'], 'signet'],
    ['the last of several', ['-regtest=1', '-regtest=0'], 'main'],
    ['a negation', ['-regtest', '-noregtest'], 'main'],
    ['a negated negation', ['-noregtest=0'], 'regtest'],
    ['what stands before a command', ['-signet', 'getinfo', '-regtest'], 'signet'],
    ['a chain of another program', ['-chain=liquidv1'], 'liquidv1'],
    ['no text in place of a chain', ['-chain=\x1b[31mmain'], 'unknown'],
    ['no section', ['-test.regtest=1'], 'main'],
    ['something alike', ['-regtestfoo', '-mytestnet'], 'main'],
  ];
  for (const [what, args, chain] of chains)
    it(`reads the chain from ${what}`, () => assert.equal(options(args).chain, chain));

  const files: [string, string, string][] = [
    ['a switch', 'server=1\nregtest=1\n', 'regtest'],
    ['chain', ' chain = test # the old one\n', 'test'],
    ['no comment', '#regtest=1\n', 'main'],
    ['no section', '[regtest]\nregtest=1\nchain=regtest\n', 'main'],
    ['the default part again', '[regtest]\n[]\nsignet=1\n', 'signet'],
    ['a section by its dot', 'regtest.signet=1\n', 'main'],
    ['the last of several', 'regtest=1\nregtest=0\n', 'main'],
    ['the first of several chains', 'chain=signet\nchain=test\n', 'signet'],
    ['a negation', 'regtest=1\nnoregtest=1\n', 'main'],
    ['a name that begins with a byte-order mark', '\ufeffregtest=1\n', 'main'],
    ['what follows a byte-order mark and a setting', '\ufeffserver=1\nregtest=1\n', 'regtest'],
    ['nothing of what Core refuses: a mark before a section', '\ufeff[main]\n', 'unknown'],
    ['nothing of what Core refuses: a dash', '-regtest=1\n', 'unknown'],
    ['nothing of what Core refuses: no value', 'regtest\n', 'unknown'],
    ['a file of another system', 'signet=1\r\n', 'signet'],
  ];
  for (const [what, text, chain] of files)
    it(`reads the chain from bitcoin.conf: ${what}`, () =>
      assert.equal(options([], { [`${DEFAULT}/bitcoin.conf`]: text }).chain, chain));

  it('does not take a file that cannot be read for one without a chain', () => {
    const conf = { [`${DEFAULT}/bitcoin.conf`]: null };
    assert.equal(options([], conf).chain, 'unknown');
    assert.equal(options(['-signet'], conf).chain, 'signet');
    assert.equal(options(['-noconf'], conf).chain, 'main');
    assert.deepEqual(options(undefined), { chain: 'unknown', dataDirectory: '' });
  });

  describe('includeconf', () => {
    const chain = (main: string, more: Record<string, FileText> = {}, args: string[] = []) => {
      const file = (name: string) => `${DEFAULT}/${name}`;
      const named = Object.entries(more).map(([name, text]) => [file(name), text] as const);
      return options(args, { [file('bitcoin.conf')]: main, ...Object.fromEntries(named) }).chain;
    };

    it('is read, from the data directory', () => {
      assert.equal(chain('includeconf=a\n', { a: 'regtest=1\n' }), 'regtest');
      assert.equal(chain('includeconf=x/../a\nincludeconf=b', { a: '', b: 'signet=1' }), 'signet');
    });
    it('counts in the section of the chain so far', () => {
      const conf = 'signet=1\n[regtest]\nincludeconf=a\n[signet]\nincludeconf=b\n';
      assert.equal(chain(conf, { a: null, b: '' }), 'signet');
      assert.equal(chain(conf, { a: null, b: 'signet=0\n' }), 'main');
    });
    it('does not count in a file that was included', () => {
      assert.equal(chain('includeconf=a', { a: 'includeconf=b', b: 'regtest=1' }), 'main');
    });
    it('can be negated, there and on the command line', () => {
      assert.equal(chain('includeconf=a\nnoincludeconf=1', { a: null }), 'main');
      assert.equal(chain('includeconf=a', { a: null }, ['-noincludeconf']), 'main');
    });
    it('leaves the chain unknown where its file cannot be read', () => {
      assert.equal(chain('includeconf=a', { a: null }), 'unknown');
      assert.equal(chain('includeconf=a'), 'unknown');
      assert.equal(chain('includeconf=a\n'.repeat(17), { a: '' }), 'unknown');
      assert.equal(chain('regtest=1\nincludeconf=a', { a: null }, ['-regtest']), 'regtest');
    });
  });

  it('prefers the command line to the file', () => {
    const conf = { [`${DEFAULT}/bitcoin.conf`]: 'regtest=1' };
    assert.equal(options(['-chain=main'], conf).chain, 'main');
  });

  it('finds the file by -conf, absolute or within the data directory', () => {
    const conf = { '/data/other.conf': 'signet=1' };
    assert.equal(options(['-datadir=/data', '-conf=other.conf'], conf).chain, 'signet');
    assert.equal(options(['-conf=/data/other.conf'], conf).chain, 'signet');
  });

  it('makes the data directory absolute', () => {
    assert.equal(options([]).dataDirectory, DEFAULT);
    assert.equal(options(['-datadir=/data']).dataDirectory, '/data');
    assert.equal(options(['-datadir=../x']).dataDirectory, '/x');
    assert.equal(options(['-datadir=/a=b']).dataDirectory, '/a=b');
  });

  it('does not let a negation on the command line outdo the file, as Core does not', () => {
    const conf = { [`${DEFAULT}/bitcoin.conf`]: 'regtest=1' };
    assert.equal(options(['-noregtest'], conf).chain, 'regtest');
    assert.equal(options(['-regtest=0'], conf).chain, 'main');
  });

  it('takes the data directory of the chain’s section, and the first', () => {
    const file = 'datadir=/a\ndatadir=/b\n[signet]\ndatadir=/s/\n';
    const conf = { [`${DEFAULT}/bitcoin.conf`]: file };
    assert.equal(options([], conf).dataDirectory, '/a');
    assert.equal(options(['-signet'], conf).dataDirectory, '/s');
    assert.equal(options(['-signet', '-datadir=/l/'], conf).dataDirectory, '/l');
  });

  it('follows a data directory that the file names', () => {
    const conf = { [`${DEFAULT}/bitcoin.conf`]: 'datadir=/big/disk\n' };
    assert.equal(options([], conf).dataDirectory, '/big/disk');
  });
});
