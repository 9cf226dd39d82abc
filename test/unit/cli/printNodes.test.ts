import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { encodeNode } from '../../../src/shared/frames/node';
import { temporaryDirectory } from '../support/directory';
import { added, blockConnected } from '../support/effects';
import { connection, EventKind, hello, message, NODE } from '../support/frames';
import { linesOf, runCli } from '../support/runCli';

describe('whose events are, in lines of text', () => {
  const path = temporaryDirectory();
  const at = (pid: number, second: number) => ({ pid, timeNs: second * 1e9, sequence: second });
  const ofOne = [
    added(at(1, 1)),
    message({ ...at(1, 2), peer: 7, type: 'ping', payload: Buffer.alloc(8) }),
    connection(EventKind.ClosedConnection, { ...at(1, 3), peer: 7 }),
  ];
  const ofAnother = [
    blockConnected(at(2, 4)),
    message({ ...at(2, 5), peer: 7, type: 'ping', direction: 'outbound' }),
  ];
  const nodes = [
    encodeNode({ ...NODE, pid: 1, name: 'alice', chain: 'regtest' }),
    encodeNode({ ...NODE, pid: 2, name: 'bob', chain: 'regtest' }),
  ];

  before(() => {
    writeFileSync(path('one'), Buffer.concat([hello, nodes[0]!, ...ofOne]));
    writeFileSync(path('two'), Buffer.concat([hello, ...nodes, ...ofOne, ...ofAnother]));
  });

  /** From the time up to what happened. */
  const whose = (name: string, ...args: string[]): string[] =>
    linesOf(runCli(['print', path(name), '--format', 'text', ...args])).map((line) =>
      line.replace(/^\S+ (.*?) {2}.*$/, '$1'),
    );

  it('is told where there are several nodes, from the first line on', () => {
    const told = [
      '· node 1 alice · regtest',
      '← peer 1/7 127.0.0.1:8333',
      '← peer 1/7 127.0.0.1:8333',
      '· node 2 bob · regtest',
      '→ peer 2/7 127.0.0.1:8333',
    ];
    assert.deepEqual(whose('two'), told);
    // What is selected is of one of them, and there is another one all the same.
    assert.deepEqual(whose('two', '--filter', 'node:1 accepted'), [told[0]]);
  });

  it('is not where there is one', () => {
    assert.deepEqual(whose('one'), [
      '· node',
      '← peer 7 127.0.0.1:8333',
      '← peer 7 127.0.0.1:8333',
    ]);
  });

  it('is told of what comes as a stream, once that is known', () => {
    const format = ['print', '-', '--format', 'text'];
    const input = Buffer.concat([hello, ...nodes, ...ofOne, ...ofAnother]);
    const last = linesOf(runCli(format, { input })).at(-1)!;
    assert.match(last, /→ peer 2\/7 /);
  });
});
