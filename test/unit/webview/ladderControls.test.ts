import assert from 'node:assert/strict';
import { FAMILIES } from '../../../src/shared/families';
import { EVERYTHING, type StoryLine } from '../../../src/shared/webview/ladderProtocol';
import { newText, placeText, searchedText, shownText } from '../../../webview/ladder/countsText';
import { emptyReason, noMessageReason } from '../../../webview/ladder/emptyReason';
import { moreMenu, type MoreEvents } from '../../../webview/ladder/moreMenu';
import { sortedLines, storyTsv, toFirstUs } from '../../../webview/ladder/storyTable';
import { typesMenu } from '../../../webview/ladder/typesMenu';

describe('counts', () => {
  it('say what is shown, of how much, and how far it was searched', () => {
    assert.equal(shownText({ shown: 1234, of: 1234, matches: 0 }), '1,234');
    assert.equal(shownText({ shown: 22, of: 1234, matches: 22 }), '22 of 1,234');
    assert.equal(searchedText(0.4399), ' · 43 % searched');
    assert.equal(searchedText(1), '');
    assert.equal(placeText(2, 22), '2 of 22');
    assert.equal(placeText(0, 1022), '1,022 found');
  });

  it('say how many rows are new in a few characters', () => {
    const said = [newText(7), newText(999), newText(12_345), newText(4_999_999)];
    assert.deepEqual(said, ['↓ 7 new', '↓ 999 new', '↓ 12K new', '↓ 5M new']);
  });

  it('say one number once, and of two what they count', () => {
    assert.deepEqual([placeText(0, 262, 262), placeText(3, 262, 262)], ['', '3 of 262']);
    const ofAll = [placeText(0, 12_595, 12_405), placeText(3, 12_595, 12_405)];
    assert.deepEqual(ofAll, ['12,595 rows', '3 of 12,595 rows']);
  });
});

describe('a ladder without rows', () => {
  const nothing = { query: EVERYTHING, live: false, scanned: 1, of: 9 };

  it('says which of the filter, hidden types, muted peers and a clear it is, and mends each', () => {
    const query = {
      ...EVERYTHING,
      filter: ' type:x ',
      hidden: FAMILIES,
      muted: [{ pid: 1, peer: 2 }],
      from: 7,
    };
    const { text, remedies } = emptyReason({ ...nothing, query });
    assert.equal(
      text,
      'No message matches the filter “type:x”. All types are hidden. Peers are muted. The rows up to the moment of “Clear” are hidden.',
    );
    assert.deepEqual(remedies, ['filter', 'hidden', 'muted', 'cleared']);
    const hints = [{ text: 'No message of type “x” has occurred' }];
    assert.match(
      emptyReason({ ...nothing, query, hints }).text,
      /“type:x”\. No message of type “x” has occurred\. All/,
    );
    // Where the filter only marks rows, it hides none.
    const marked = emptyReason({ ...nothing, query: { ...query, find: true } });
    assert.deepEqual(marked.remedies, ['hidden', 'muted', 'cleared']);
  });

  it('says that a stretch was chosen, and shows all', () => {
    const query = { ...EVERYTHING, from: 7, until: 9 };
    const { text, remedies } = emptyReason({ ...nothing, query });
    assert.equal(text, 'Only the stretch of time that was chosen is shown.');
    assert.deepEqual(remedies, ['stretch']);
  });

  it('but with those of connections says why there is no message', () => {
    const query = { ...EVERYTHING, hidden: FAMILIES };
    const counts = { shown: 0, of: 195 };
    assert.deepEqual(noMessageReason({ ...nothing, query }, counts), {
      text: 'All types are hidden. What happened to connections is shown.',
      remedies: ['hidden'],
    });
    const some = { ...query, hidden: FAMILIES.slice(1) };
    assert.match(noMessageReason({ ...nothing, query: some }, counts)!.text, /groups of types/);
    assert.equal(noMessageReason({ ...nothing, query }, { shown: 1, of: 195 }), undefined);
    assert.equal(noMessageReason({ ...nothing, query }, { shown: 0, of: 0 }), undefined);
    assert.equal(noMessageReason({ ...nothing, query: EVERYTHING }, counts), undefined);
    // Who looks for connections finds them.
    const asked = { ...query, filter: 'event:connected' };
    assert.equal(noMessageReason({ ...nothing, query: asked }, counts), undefined);
  });

  it('waits while it is searched or traced', () => {
    const query = { ...EVERYTHING, filter: 'x' };
    assert.match(emptyReason({ ...nothing, query, scanned: 0.5 }).text, /50 % so far/);
    const live = emptyReason({ ...nothing, live: true, of: 0 });
    assert.match(live.text, /^Nothing yet/);
    assert.deepEqual(live.remedies, ['setup']);
    assert.deepEqual(emptyReason({ ...nothing, of: 0 }).remedies, []);
  });
});

describe('the menus of a ladder', () => {
  it('hide and show a family', () => {
    let hidden: readonly string[] = ['block'];
    const onFamilies = (next: readonly string[]): void => void (hidden = next);
    const items = typesMenu(['block'], { onFamilies }).flatMap((group) => group.items);
    assert.deepEqual(
      items.filter(({ check }) => check?.checked === false).map(({ text }) => text),
      ['Blocks and headers'],
    );
    items[0]!.run();
    assert.deepEqual(hidden, ['block', 'handshake']);
    items[FAMILIES.indexOf('block')]!.run();
    assert.deepEqual(hidden, []);
  });

  it('tick what is in force', () => {
    const events = {} as MoreEvents;
    const ticked = (...given: Parameters<typeof moreMenu>): string[] =>
      moreMenu(...given)
        .flatMap((group) => group.items)
        .filter(({ check }) => check?.checked)
        .map(({ text }) => text);
    assert.deepEqual(ticked(EVERYTHING, { timeMode: 'zero', hasZero: true, live: true }, events), [
      'Since Time Zero',
      'Close to Each Other',
    ]);
    const query = { ...EVERYTHING, msPerRow: 10, from: 3 };
    const still = { timeMode: 'delta', hasZero: false, live: false } as const;
    assert.deepEqual(ticked(query, still, events), [
      'Since the Row Above',
      '10 ms a Row',
      'Clear: Hide All Rows up to Now',
    ]);
  });

  it('clear rows only while others may come, or where that was done', () => {
    const offersClear = (live: boolean, from: number): boolean =>
      moreMenu(
        { ...EVERYTHING, from },
        { timeMode: 'delta', hasZero: false, live },
        {} as MoreEvents,
      )
        .flatMap((group) => group.items)
        .some(({ text }) => text.startsWith('Clear'));
    assert.equal(offersClear(true, 0), true);
    assert.equal(offersClear(false, 3), true);
    assert.equal(offersClear(false, 0), false);
  });
});

describe('the table of a story', () => {
  const moment = (sinceUs: number) =>
    ({ row: 1, direction: 'inbound', messageType: 'inv', sinceUs }) as const;
  const lines: StoryLine[] = [
    { peer: '10', address: 'a', announced: moment(5) },
    { peer: '9', address: 'b', announced: moment(0), delivered: moment(1500) },
    { peer: '11', address: 'c', asked: moment(5), delivered: moment(7) },
    { peer: '12', address: 'd', delivered: moment(7) },
  ];
  const peers = (sorted: StoryLine[]): string[] => sorted.map(({ peer }) => peer);

  it('is sorted by each column, and what has nothing there is last', () => {
    assert.deepEqual(peers(sortedLines(lines, 'peer', false)), ['9', '10', '11', '12']);
    assert.deepEqual(peers(sortedLines(lines, 'announced', false)), ['9', '10', '11', '12']);
    assert.deepEqual(peers(sortedLines(lines, 'announced', true)), ['10', '9', '11', '12']);
    assert.deepEqual(peers(sortedLines(lines, 'toFirst', true)), ['9', '11', '10', '12']);
    assert.deepEqual(lines.map(toFirstUs), [undefined, 1500, 2, undefined]);
  });

  it('is copied for a spreadsheet', () => {
    const [head, first, second] = storyTsv(lines, [
      { row: 9, text: 'accepted 1,234 sat, 8.1 sat/vB', sinceUs: 33_041 },
    ]).split('\n');
    assert.equal(head!.split('\t').length, 9);
    assert.equal(first, '10\ta\tfrom peer: inv\t0.005\t\t\t\t\t');
    assert.equal(second, '9\tb\tfrom peer: inv\t0.000\t\t\tfrom peer: inv\t1.500\t1.500');
  });
});
