import { STORY_PHASES, type StoryPeer, type StoryStep } from '../../capture/query/story';
import { peerNumber } from '../../shared/text/peerNumber';
import { plural } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import type { Story, StoryLine, StoryMoment } from '../../shared/webview/ladderProtocol';

/** Who announced it first, and what each peer had to do with it and when. @returns undefined where nobody named it. */
export function storyOf(peers: readonly StoryPeer[]): Story | undefined {
  if (peers.length === 0) return undefined;
  const from = peers.find(({ first }) => first.direction === 'inbound');
  const title = from
    ? `First heard of from peer ${peerNumber(from.identity.peer)} (${visible(from.identity.address)}), of ${plural(peers.length, 'peer')} that named it`
    : `Named by the node only, to ${plural(peers.length, 'peer')}`;
  const isOfSeveral = new Set(peers.map(({ identity }) => identity.pid)).size > 1;
  return { title, lines: peers.map((peer) => lineOf(peer, isOfSeveral)) };
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
