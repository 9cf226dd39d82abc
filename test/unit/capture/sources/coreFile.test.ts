import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { CoreFile } from '../../../../src/capture/sources/coreFile';
import { ReadBudget } from '../../../../src/capture/sources/readBudget';
import { coreRecord } from '../../support/coreFiles';
import { temporaryDirectory } from '../../support/directory';

/** Counts what is read. */
class CountedBudget extends ReadBudget {
  bytes = 0;

  override read(...args: Parameters<ReadBudget['read']>): Promise<number> {
    this.bytes += args[2].length;
    return super.read(...args);
  }
}

describe('CoreFile', () => {
  const path = temporaryDirectory();

  it('reads each byte about once', async () => {
    const record = (i: number) =>
      coreRecord({
        timeUs: 1.7e15 + i,
        type: 'tx',
        payload: Buffer.alloc(i % 1000 === 7 ? 1.5e6 : 300),
      });
    const bytes = Buffer.concat(Array.from({ length: 10_000 }, (_, i) => record(i)));
    writeFileSync(path('msgs_recv.dat'), bytes);
    const budget = new CountedBudget(64_000_000);
    const file = new CoreFile(path('msgs_recv.dat'), budget, () => assert.fail());
    let records = 0;
    await file.begin();
    while (file.timeUs !== undefined) {
      if (!file.isWhole) await file.load();
      records++;
      if (file.next()) file.readAhead();
      else await file.load();
    }
    await file.close();
    assert.equal(records, 10_000);
    assert.ok(budget.bytes < 1.6 * bytes.length, `${budget.bytes} bytes read of ${bytes.length}`);
  });
});
