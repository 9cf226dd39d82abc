import assert from 'node:assert/strict';
import { helperCommand } from '../../../src/client/helperCommand';
import { HelperFailure } from '../../../src/helper/helperFailure';
import { encodeFilter, FILTER_SIZE } from '../../../src/shared/helper/traceFilter';
import { bytesText } from '../../../src/shared/text/bytesText';
import { parseHelperOptions } from '../../../src/helper/helperOptions';

const target = ['--socket', '/r/s', '--pid', '7', '--started', '99'];
const good = [...target, '--ring-size', '4194304', '--snap-length', '0', '--filter', '0'];

function changed(index: number, value: string): string[] {
  return good.map((word, i) => (i === index ? value : word));
}

function binary(value: string): string[] {
  return [...good.slice(0, 2), '--binary', value, ...good.slice(6)];
}

describe('helperOptions', () => {
  it('reads what the client writes', () => {
    for (const target of [
      { kind: 'node', pid: 4194304, started: '123', binary: '/usr/bin/bitcoind' } as const,
      { kind: 'binary', binary: '/usr/bin/bitcoin d' } as const,
    ]) {
      for (const filter of [{}, { direction: 'inbound' } as const, { messageTypes: ['inv'] }]) {
        const { args } = helperCommand('/h.js', '/run/s.sock', target, { filter });
        assert.deepEqual(parseHelperOptions(args.slice(1)), {
          socket: '/run/s.sock',
          target:
            target.kind === 'node'
              ? { pid: target.pid, started: '123' }
              : { binary: target.binary },
          ringSize: 64 * 1024 * 1024,
          snapLength: 4_000_000,
          filter: encodeFilter(filter, target.kind === 'node' ? target.pid : 0),
          coins: false,
        });
      }
      const { args } = helperCommand('/h.js', '/run/s.sock', target, { coins: true });
      assert.equal(parseHelperOptions(args.slice(1)).coins, true);
    }
  });

  it('takes a path of any bytes', () => {
    const bytes = Buffer.from('2f746d702fff20c3', 'hex');
    const target = { kind: 'binary', binary: bytesText(bytes) } as const;
    const { args } = helperCommand('/h.js', '/run/s.sock', target, {});
    assert.ok(args.includes('2f746d702fff20c3'));
    assert.deepEqual(parseHelperOptions(args.slice(1)).target, { binary: bytes });
  });

  const bad: [string, string[]][] = [
    ['nothing', []],
    ['a relative socket', changed(1, 's.sock')],
    ['a relative binary', binary('node')],
    ['bytes of a relative binary', binary('746d70')],
    ['bytes with a NUL', binary('2f740070')],
    ['half a byte', binary('2f7')],
    ['bytes in capitals', binary('2fFF')],
    ['another option for the target', changed(2, '--exec')],
    ['no process 0', changed(3, '0')],
    ['no negative process', changed(3, '-1')],
    ['no hexadecimal process', changed(3, '0x10')],
    ['no padded process', changed(3, ' 7')],
    ['no process of another range', changed(3, '99999999')],
    ['no other word for the start', changed(4, '--start')],
    ['a start that is not a number', changed(5, '1.5')],
    ['no empty start', changed(5, '')],
    ['a ring that is not a power of two', changed(7, '4194305')],
    ['a ring that is too small', changed(7, '2097152')],
    ['a ring that is too large', changed(7, '2147483648')],
    ['a snap length beyond a message', changed(9, '4000001')],
    ['no exponent', changed(9, '1e3')],
    ['a filter that is not hexadecimal', changed(11, '0x')],
    ['a filter that is too long', changed(11, '0'.repeat(2 * FILTER_SIZE + 2))],
    ['a filter of unknown direction', changed(11, '05')],
    ['no start at all', [...good.slice(0, 4), ...good.slice(6)]],
    ['a start of a binary', changed(2, '--binary')],
    ['a missing value', good.slice(0, -1)],
    ['another order', [...good.slice(2, 6), ...good.slice(0, 2), ...good.slice(6)]],
    ['more than it knows', [...good, '--verbose']],
    ['coins twice', [...good, '--coins', '--coins']],
    ['coins before their place', [...good.slice(0, 10), '--coins', ...good.slice(10)]],
    ['a value for coins', [...good, '--coins', '1']],
  ];
  for (const [name, args] of bad)
    it(`refuses: ${name}`, () => {
      assert.throws(
        () => parseHelperOptions(args),
        (error) => error instanceof HelperFailure && error.code === 'bad-arguments',
      );
    });
});
