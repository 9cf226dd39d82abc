import { STORY_PHASES, type StoryPeer, type StoryStep } from '../../capture/query/story';
import { peerNumber } from '../../shared/text/peerNumber';
import { plural } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import type { Story, StoryLine, StoryMoment } from '../../shared/webview/ladderProtocol';

/** Who announced it first, and what each peer had to do with it and when. @returns undefined where nobody named it. */
export function storyOf(peers: readonly StoryPeer[]): Story | undefined {
  if (peers.length === 0) return undefined;
  const title = titleOf(peers);
  const isOfSeveral = new Set(peers.map(({ identity }) => identity.pid)).size > 1;
  return { title, lines: peers.map((peer) => lineOf(peer, isOfSeveral)) };
}

function titleOf(peers: readonly StoryPeer[]): string {
  const named = plural(peers.length, 'peer');
  const from = firstHeardOf(peers)?.identity;
  if (from)
    return `First heard of from peer ${peerNumber(from.peer)} (${visible(from.address)}), of ${named} that named it`;
  return peers.some(({ first }) => first.direction === 'inbound')
    ? `Announced by none of ${named} that named it`
    : `Named by the node only, to ${named}`;
}

/** Who asks for it has not got it. */
function firstHeardOf(peers: readonly StoryPeer[]): StoryPeer | undefined {
  const heardNs = ({ announced, delivered }: StoryPeer): number =>
    Math.min(
      ...[announced, delivered].map((step) =>
        step?.direction === 'inbound' ? step.sinceNs : Infinity,
      ),
    );
  const [first] = [...peers].sort((a, b) => heardNs(a) - heardNs(b) || 0);
  return first && heardNs(first) < Infinity ? first : undefined;
}

function lineOf(told: StoryPeer, isOfSeveral: boolean): StoryLine {
  const { peer, pid, address } = told.identity;
  const line: StoryLine = {
    peer: isOfSeveral ? `${peerNumber(peer)} of ${pid}` : peerNumber(peer),
    address: visible(address),
  };
  for (const phase of STORY_PHASES) {
    const step = told[phase];
    if (step) line[phase] = momentOf(step);
  }
  return line;
}

function momentOf({ row, direction, messageType, sinceNs }: StoryStep): StoryMoment {
  return { row, direction, messageType: visible(messageType), sinceUs: sinceNs / 1000 };
}
