import assert from 'node:assert/strict';
import { captureExamples } from '../../fuzz/captureExamples';
import { checkCapture } from '../../fuzz/checkCapture';
import { mutateCapture } from '../../fuzz/mutateCapture';
import { Capture } from '../../../src/capture/capture';

import { temporaryDirectory } from '../support/directory';
import { Random } from '../support/random';

const FILES = 1000;

describe('captures from strangers', function () {
  this.timeout(0);
  const path = temporaryDirectory();

  it('are opened as they are', async () => {
    for (const bytes of captureExamples()) assert.ok(await checkCapture(path('whole'), bytes));
  });

  it(`open, or are refused with a clear error, whatever is in them (${FILES} of them)`, async () => {
    const random = new Random(7);
    const corpus = captureExamples();
    let opened = 0;
    for (let count = 0; count < FILES; count++) {
      const bytes = mutateCapture(random, random.pick(corpus), random.pick(corpus));
      if (await checkCapture(path('mutated'), bytes)) opened++;
    }
    assert.ok(opened > FILES / 4 && opened < FILES, `${opened} opened`);
  });

  it('open when cut anywhere, but for the hello', async () => {
    const [hello, , whole] = captureExamples();
    for (let length = 0; length < whole!.length; length += 307)
      assert.equal(
        await checkCapture(path('cut'), whole!.subarray(0, length)),
        length >= hello!.length,
      );
  });

  it('may be no file at all', async () => {
    for (const odd of ['/dev/zero', '/proc/self/mem', path('.')])
      await assert.rejects(Capture.open(odd), { code: 'unreadable-capture' });
  });
});
