import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { FAMILIES } from '../../../src/shared/families';
import { familyOf, RECORDS } from '../../../src/bitcoin/messages/records';
import { colourOfType, compareColours, TypeBands } from '../../../src/extension/monitor/typeBands';
import { colourText, swatchText } from '../../../webview/monitor/colourText';

const TYPES = RECORDS.map(({ name }) => name);

describe('the colours of the monitor', () => {
  it('are those of a message type, whatever else is exchanged, and however much', () => {
    const few = new TypeBands();
    few.update(['tx', 'inv']);
    const many = new TypeBands();
    many.update(['inv', 'ping', 'tx', 'pong', 'getdata', 'mine']);
    many.update(['ping', 'inv', 'tx', 'addrv2']);
    for (const type of ['tx', 'inv'])
      assert.deepEqual(
        [few.colourOf(type), many.colourOf(type)],
        Array(2).fill(colourOfType(type)),
      );
    assert.equal(colourOfType('mine'), colourOfType('mine'));
  });

  it('are of the family that the type has in the ladder, and no two types have the same', () => {
    for (const type of TYPES) assert.ok(colourOfType(type).startsWith(`${familyOf(type)}-`), type);
    const texts = new Set(TYPES.map((type) => colourText(colourOfType(type))));
    assert.equal(texts.size, TYPES.length);
    assert.equal(colourText(colourOfType('inv')), 'var(--family-inventory)');
    assert.equal(colourText(colourOfType('tx')), 'var(--family-transaction)');
    assert.equal(colourText(colourOfType('headers')), 'var(--family-block)');
  });

  it('come from where the ladder has them', () => {
    const common = readFileSync('webview/common/families.css', 'utf8');
    const ladder = readFileSync('webview/ladder/ladder.css', 'utf8');
    for (const family of FAMILIES.filter((each) => each !== 'other')) {
      assert.match(common, new RegExp(`--family-${family}: var\\(`));
      assert.match(
        ladder,
        new RegExp(`\\.family-${family} {\\n  --family: var\\(--family-${family}\\);`),
      );
    }
  });

  it('tell apart the types with the most messages, and leave one for the others', () => {
    const bands = new TypeBands();
    bands.update([undefined, ...TYPES]);
    const told = TYPES.filter((type) => bands.colourOf(type) !== 'others');
    assert.deepEqual(told, TYPES.slice(0, 7));
    assert.equal(bands.colourOf(undefined), 'others');
    assert.match(swatchText('others'), /^repeating-linear-gradient\(/);
  });

  it('lie on each other in the same order always, the others on top', () => {
    const types = ['pong', 'tx', 'cmpctblock', 'getdata', 'inv', 'made up', 'ping'];
    const sorted = [...types.map(colourOfType), 'others' as const].sort(compareColours);
    assert.deepEqual(sorted, [
      ...['ping', 'pong', 'inv', 'getdata', 'tx', 'cmpctblock', 'made up'].map(colourOfType),
      'others',
    ]);
  });
});
