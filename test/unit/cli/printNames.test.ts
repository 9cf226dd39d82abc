import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { encodeNames } from '../../../src/shared/frames/annotations';
import { temporaryDirectory } from '../support/directory';
import { hello, message } from '../support/frames';
import { linesOf, runCli } from '../support/runCli';

const NAMED = '1.2.3.4:8333';
const payload = Buffer.alloc(8);

describe('the names of peers that a capture has', () => {
  const path = temporaryDirectory();

  before(() => {
    const frames = [
      hello,
      encodeNames(
        new Map([
          [NAMED, 'friend'],
          ['9.9.9.9:1', 'who is not in it'],
        ]),
      ),
      message({ peer: 1, address: '5.6.7.8:8333', payload, sequence: 1 }),
      message({ peer: 2, address: NAMED, payload, sequence: 2 }),
      message({ peer: 2, address: NAMED, payload, sequence: 3 }),
    ];
    writeFileSync(path('in'), Buffer.concat(frames));
  });

  const print = (...args: string[]): string[] => linesOf(runCli(['print', path('in'), ...args]));

  it('are told in JSON, each once and before the first event of its peer', () => {
    for (const flags of [[], ['--decode'], ['--decode=full']]) {
      const objects = print('--format', 'json', ...flags).map(
        (line) => JSON.parse(line) as Record<string, unknown>,
      );
      assert.deepEqual(
        objects.map(({ peer_name, address, sequence }) => peer_name ?? [address, sequence]),
        [['5.6.7.8:8333', 1], 'friend', [NAMED, 2], [NAMED, 3]],
      );
      const [, name, event] = objects;
      assert.deepEqual(name, { time: event!.time, peer_name: 'friend', address: NAMED });
      const array = print('--format', 'json-array', ...flags).join('\n');
      assert.deepEqual(JSON.parse(array), objects);
    }
  });

  it('are told of what is selected only, and not of what is redacted', () => {
    const selected = print('--format', 'json', '--peer', '1').join('\n');
    assert.doesNotMatch(selected, /friend/);
    const redacted = print('--format', 'json', '--redact').join('\n');
    assert.doesNotMatch(redacted, /friend|1\.2\.3\.4/);
  });

  it('are in the lines of the log, with the address', () => {
    assert.deepEqual(print('--format', 'log'), [
      "inbound 'ping' msg from peer 1 (inbound, 5.6.7.8:8333) with 8 bytes",
      `inbound 'ping' msg from peer 2 (inbound, friend (${NAMED})) with 8 bytes`,
      `inbound 'ping' msg from peer 2 (inbound, friend (${NAMED})) with 8 bytes`,
    ]);
  });
});
