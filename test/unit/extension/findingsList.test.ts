import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { RULES } from '../../../src/bitcoin/conversation/conversations';
import type { Event } from '../../../src/shared/emitter';
import { parseQuery } from '../../../src/capture/query/parseQuery';
import type { OpenLadder } from '../../../src/extension/ladder/openLadder';
import type { Dialogs, PickList } from '../../../src/extension/host/dialogs';
import { findingsOf } from '../../../src/extension/captures/findingsOf';
import { chooseRule, countsOf, ruleChoices } from '../../../src/extension/ladder/findingsList';
import { many } from '../bitcoin/conversation/talk';
import { temporaryDirectory } from '../support/directory';
import { message } from '../support/frames';
import { recordingOf } from './support';

const rule = (id: string) => RULES.find((each) => each.id === id)!;

describe('the list of findings', () => {
  const path = temporaryDirectory();
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

  it('counts in a ladder of some peers what those did', () => {
    const [own, other] = [1, 2].map((peer) => ({ pid: 7, peer }));
    const told = [rule('alert-message'), rule('inv-too-large'), rule('alert-message')];
    const counts = countsOf(
      [own!],
      {
        between: () => [0, 1, 2],
        at: (row) => [{ connection: own!, timeNs: 0, rule: told[row]!, text: '', rows: [row] }],
      },
      { firstRow: 0, length: 3, peer: (row) => row % 2, peers: [own!, other!] as never },
    );
    assert.deepEqual(counts, [{ rule: rule('alert-message'), count: 2 }]);
  });

  it('grows while it is open', async () => {
    const tooMany = (peer: number) => message({ peer, type: 'inv', payload: many(50_001, 36) });
    const recording = await recordingOf(path('growing'), tooMany(1), tooMany(2));
    const shown: string[][] = [];
    const dialogs = {
      pickGrowing<T>(_title: string, list: () => PickList<T>, onChange: Event<void>) {
        const show = (): void => {
          const { placeholder, items } = list();
          shown.push([placeholder, ...items.map((each) => `${each.label} ${each.description}`)]);
        };
        show();
        onChange(show);
        return Promise.resolve(undefined);
      },
    };
    const session = { peers: 'all' };
    const ladder = { recording, session } as unknown as OpenLadder;
    await chooseRule(ladder, dialogs as Partial<Dialogs> as Dialogs);
    const findings = findingsOf(recording);
    const watching = findings.watch();
    await findings.until(2);
    await setImmediate();
    watching.dispose();
    assert.deepEqual(shown, [
      ['None so far: the capture is still being looked at'],
      ['Which rows?', 'inv-too-large 2'],
    ]);
  });

  it('is empty where nothing was found', () => {
    assert.deepEqual(ruleChoices([]), []);
  });
});
