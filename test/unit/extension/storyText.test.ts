import assert from 'node:assert/strict';
import type { StoryPeer, StoryStep } from '../../../src/capture/query/story';
import { storyOf } from '../../../src/extension/ladder/storyText';

describe('the title of a story', () => {
  const step = (
    direction: StoryStep['direction'],
    messageType: string,
    sinceNs: number,
  ): StoryStep => ({ row: sinceNs, direction, messageType, sinceNs });
  const peer = (id: number, steps: Omit<StoryPeer, 'identity' | 'first'>): StoryPeer => ({
    identity: { pid: 1, peer: id, address: `10.0.0.${id}:8333` } as StoryPeer['identity'],
    first: Object.values(steps).sort((a, b) => a.sinceNs - b.sinceNs)[0]!,
    ...steps,
  });

  it('has who announced or delivered first, not who asked', () => {
    const told = storyOf([
      peer(1, { asked: step('inbound', 'getdata', 0), delivered: step('outbound', 'tx', 1) }),
      peer(2, { asked: step('outbound', 'getdata', 2), delivered: step('inbound', 'tx', 5) }),
      peer(3, { announced: step('inbound', 'inv', 3) }),
    ]);
    assert.equal(
      told?.title,
      'First heard of from peer 3 (10.0.0.3:8333), of 3 peers that named it',
    );
  });

  it('has nobody where peers only asked for it, or were told', () => {
    const announced = peer(1, { announced: step('outbound', 'inv', 0) });
    assert.equal(storyOf([announced])?.title, 'Named by the node only, to 1 peer');
    const asked = peer(2, { asked: step('inbound', 'getdata', 1) });
    assert.equal(storyOf([announced, asked])?.title, 'Announced by none of 2 peers that named it');
  });
});
