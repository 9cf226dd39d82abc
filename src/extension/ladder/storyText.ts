import {
  STORY_PHASES,
  type StoryPeer,
  type StoryPhase,
  type StoryStep,
} from '../../capture/query/story';
import { durationText } from '../../shared/text/durationText';
import { peerNumber } from '../../shared/text/peerNumber';
import { plural } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import type { Story, StoryDeed, StoryLine, StoryMoment } from '../../shared/webview/ladderProtocol';

/**
 * Who announced it first, what the node did with it, and what each peer had to do with it and when.
 * @returns undefined where nothing of it is there.
 */
export function storyOf(peers: readonly StoryPeer[], deeds: StoryDeed[] = []): Story | undefined {
  if (peers.length === 0 && deeds.length === 0) return undefined;
  const title = peers.length === 0 ? 'No message names it' : titleOf(peers);
  const isOfSeveral = new Set(peers.map(({ identity }) => identity.pid)).size > 1;
  return { title, deeds, lines: peers.map((peer) => lineOf(peer, isOfSeveral)) };
}

function titleOf(peers: readonly StoryPeer[]): string {
  const named = peers.filter((peer) => peer.named).length;
  if (named === 0) return `Named by the node only, to ${plural(peers.length, 'peer')}`;
  const [from] = peers
    .filter(({ heard }) => heard !== undefined)
    .sort((a, b) => a.heard!.sinceNs - b.heard!.sinceNs);
  if (!from) return `Nobody announced it to the node; ${plural(named, 'peer')} named it`;
  const { identity, heard } = from;
  const who = `peer ${peerNumber(identity.peer)} (${visible(identity.address)})`;
  const announcedNs = firstOfNode(peers, 'announced');
  const ownNs = Math.min(announcedNs, firstOfNode(peers, 'delivered'));
  if (ownNs >= heard!.sinceNs)
    return `First heard of from ${who}, of ${plural(named, 'peer')} that named it to the node`;
  const did = announcedNs === ownNs ? 'announced' : 'sent';
  const before = durationText((heard!.sinceNs - ownNs) / 1000);
  return `The node ${did} it first, ${before} before ${who}, the first of ${plural(named, 'peer')} to name it to the node`;
}

/** When the node did so first, nanoseconds since the first of all; Infinity for never. */
function firstOfNode(peers: readonly StoryPeer[], phase: StoryPhase): number {
  return Math.min(
    ...peers.map(({ [phase]: step }) => (step?.direction === 'outbound' ? step.sinceNs : Infinity)),
  );
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
