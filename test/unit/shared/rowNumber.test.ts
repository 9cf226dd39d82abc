import assert from 'node:assert/strict';
import { rowNumber } from '../../../src/shared/text/rowNumber';

describe('rowNumber', () => {
  it('counts from 1, and can be read', () => {
    assert.equal(rowNumber(0), '#1');
    assert.equal(rowNumber(41_454), '#41,455');
  });
});
