import assert from 'node:assert/strict';
import { archiveExamples } from '../../../fuzz/archiveExamples';
import { checkArchive } from '../../../fuzz/checkArchive';
import { mutateCapture } from '../../../fuzz/mutateCapture';
import { temporaryDirectory } from '../../support/directory';
import { Random } from '../../support/random';

const FILES = 1000;

describe('archives of peer-observer from strangers', function () {
  this.timeout(0);
  const path = temporaryDirectory();

  it(`are read as far as they are whole, whatever is in them (${FILES} of them)`, async () => {
    const random = new Random(11);
    const corpus = archiveExamples();
    for (const bytes of corpus) assert.ok(await checkArchive(path('whole.bin'), bytes));
    let opened = 0;
    for (let count = 0; count < FILES; count++) {
      const bytes = mutateCapture(random, random.pick(corpus), random.pick(corpus));
      if (await checkArchive(path('mutated.bin'), bytes)) opened++;
    }
    assert.ok(opened > FILES / 4 && opened <= FILES, `${opened} opened`);
  });

  it('are read as far as they go when cut anywhere, but for the header', async () => {
    const [whole, , header] = archiveExamples();
    for (let length = 0; length < whole!.length; length += 97)
      assert.equal(
        await checkArchive(path('cut.bin'), whole!.subarray(0, length)),
        length >= header!.length,
      );
  });
});
