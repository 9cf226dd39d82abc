import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { RULES } from '../../../../src/bitcoin/conversation/conversations';

describe('docs/findings.md', () => {
  it('has the rules as they are, in their order', () => {
    const rows = readFileSync('docs/findings.md', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) =>
        line
          .slice(2, -2)
          .split('|')
          .map((cell) => cell.trim()),
      );
    const wanted = RULES.map(({ id, severity, about, source }) => [
      `\`${id}\``,
      severity,
      about,
      source,
    ]);
    assert.deepEqual(rows, wanted);
  });
});
