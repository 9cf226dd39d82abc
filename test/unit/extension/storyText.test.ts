import assert from 'node:assert/strict';
import { tellStory, type StoryStep } from '../../../src/capture/query/story';
import type { PeerIdentity } from '../../../src/capture/index/peerTable';
import { storyOf } from '../../../src/extension/ladder/storyText';

/** A message of a peer: `<` to the node, `>` from it. */
type Said = readonly [ms: number, peer: number, way: '<' | '>', messageType: string];

describe('the title of a story', () => {
  const titleOf = (...said: Said[]): string | undefined =>
    storyOf(
      tellStory(
        {
          timeNs: (row) => said[row]![0] * 1e6,
          peer: (row) => said[row]![1],
          direction: (row): StoryStep['direction'] =>
            said[row]![2] === '<' ? 'inbound' : 'outbound',
          messageType: (row) => said[row]![3],
          peers: Array.from(
            { length: 5 },
            (_, peer) => ({ pid: 1, peer, address: `10.0.0.${peer}:8333` }) as PeerIdentity,
          ),
        },
        said.map((_, row) => row),
      ),
    )?.title;

  it('has who announced or delivered first, not who asked', () => {
    assert.equal(
      titleOf([2, 2, '>', 'getdata'], [3, 3, '<', 'inv'], [5, 2, '<', 'tx'], [6, 1, '>', 'inv']),
      'First heard of from peer 3 (10.0.0.3:8333), of 2 peers that named it to the node',
    );
  });

  it('says where the node announced it first, and counts nobody who was only told', () => {
    assert.equal(
      titleOf([0, 1, '>', 'inv'], [0, 2, '>', 'inv'], [1000, 3, '<', 'inv'], [1001, 4, '<', 'inv']),
      'The node announced it first, 1.0 s before peer 3 (10.0.0.3:8333), the first of 2 peers to name it to the node',
    );
    assert.match(
      titleOf([0, 1, '>', 'cmpctblock'], [8, 3, '<', 'inv'])!,
      /^The node sent it first/,
    );
  });

  it('knows of a peer that announced what the node had announced to it', () => {
    assert.equal(
      titleOf([0, 1, '>', 'headers'], [2, 1, '<', 'headers'], [3, 2, '<', 'inv']),
      'The node announced it first, 2.0 ms before peer 1 (10.0.0.1:8333), the first of 2 peers to name it to the node',
    );
  });

  it('has nobody where peers only asked for it, or were told', () => {
    assert.equal(titleOf([0, 1, '>', 'inv']), 'Named by the node only, to 1 peer');
    assert.equal(
      titleOf([0, 1, '>', 'inv'], [1, 2, '<', 'getdata']),
      'Nobody announced it to the node; 1 peer named it',
    );
  });
});
