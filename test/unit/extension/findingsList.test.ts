import assert from 'node:assert/strict';
import { RULES } from '../../../src/bitcoin/conversation/conversations';
import { parseQuery } from '../../../src/capture/query/parseQuery';
import { ruleChoices } from '../../../src/extension/ladder/findingsList';

const rule = (id: string) => RULES.find((each) => each.id === id)!;

describe('the list of findings', () => {
  const choices = ruleChoices([
    { rule: rule('alert-message'), count: 3 },
    { rule: rule('inv-too-large'), count: 1 },
    { rule: rule('addr-too-many'), count: 20 },
  ]);

  it('has the gravest first, and of those the most frequent, with all of them where there are several rules', () => {
    assert.deepEqual(
      choices.map(({ label, description }) => [label, description]),
      [
        ['All 21 errors', undefined],
        ['addr-too-many', '20'],
        ['inv-too-large', '1'],
        ['alert-message', '3'],
      ],
    );
    assert.match(choices[3]!.detail!, /\(net_processing\.cpp, /);
    assert.ok(choices.every(({ detail }) => !detail?.includes('`')));
  });

  it('leads to rows by a filter', () => {
    assert.deepEqual(
      choices.map(({ value }) => value),
      ['finding:error', 'finding:addr-too-many', 'finding:inv-too-large', 'finding:alert-message'],
    );
    for (const { value } of choices) assert.equal(parseQuery(value)[0]!.condition.kind, 'finding');
  });

  it('is empty where nothing was found', () => {
    assert.deepEqual(ruleChoices([]), []);
  });
});
