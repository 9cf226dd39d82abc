import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { openInput } from '../../../src/capture/sources/openInput';
import { readSource } from '../../../src/cli/convert/readSource';
import { decodeHello } from '../../../src/shared/frames/hello';
import { temporaryDirectory } from '../support/directory';
import { hello, message } from '../support/frames';

describe('readSource', () => {
  const path = temporaryDirectory();

  it('gives the hello where the source was stopped before its first frame', async () => {
    writeFileSync(path('in.p2ptrace'), Buffer.concat([hello, message({ type: 'ping' })]));
    const source = await openInput(path('in.p2ptrace'));
    try {
      void source.stop();
      const runs: Buffer[] = [];
      for await (const run of readSource(source, []).frames) runs.push(Buffer.from(run));
      assert.deepEqual(decodeHello(Buffer.concat(runs)), source.hello);
    } finally {
      source.dispose();
    }
  });
});
