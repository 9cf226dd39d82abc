import { readerChecks } from '../../../fuzz/checkReader';
import { READERS } from '../../../fuzz/readers';
import { temporaryDirectory } from '../../support/directory';
import { Random } from '../../support/random';

const FILES = 400;

/** `npm run fuzz` goes on with other seeds. */
describe('readers of mutated files', () => {
  const path = temporaryDirectory();

  for (const reader of READERS)
    it(`read to the end, or say what is wrong: ${reader.name}`, async () => {
      const check = readerChecks(reader, new Random(14), path(''));
      for (let i = 0; i < FILES; i++) await check();
    });
});
