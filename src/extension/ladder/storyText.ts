import type { StoryPeer, StoryStep } from '../../capture/query/story';
import { durationText } from '../../shared/text/durationText';
import { peerNumber } from '../../shared/text/peerNumber';
import { plural } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';

/**
 * Who announced it first, and what each peer had to do with it and when:
 * `peer 3 (1.2.3.4:8333): ← inv +0 µs, → getdata +1.2 ms (1.2 ms later), ← tx +21 ms (20 ms later)`.
 */
export function storyLines(peers: readonly StoryPeer[]): string[] {
  const from = peers.find(({ steps }) => steps[0]?.direction === 'inbound');
  const first = peers[0];
  if (!first) return [];
  const announced = from
    ? `First heard of from peer ${peerNumber(from.identity.peer)} (${visible(from.identity.address)}), of ${plural(peers.length, 'peer')} that named it`
    : `Named by the node only, to ${plural(peers.length, 'peer')}`;
  return [announced, ...peers.map(peerLine)];
}

function peerLine({ identity: { peer, address }, steps }: StoryPeer): string {
  const told = steps.map((step, i) => stepText(step, steps[i - 1]));
  return `peer ${peerNumber(peer)} (${visible(address)}): ${told.join(', ')}`;
}

function stepText({ direction, messageType, sinceNs }: StoryStep, before?: StoryStep): string {
  const arrow = direction === 'inbound' ? '←' : '→';
  const later = before ? ` (${durationText((sinceNs - before.sinceNs) / 1000)} later)` : '';
  return `${arrow} ${visible(messageType)} +${durationText(sinceNs / 1000)}${later}`;
}
