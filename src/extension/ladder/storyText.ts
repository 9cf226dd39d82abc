import { STORY_PHASES, type StoryPeer, type StoryStep } from '../../capture/query/story';
import { noteText } from '../../capture/query/readEvent';
import type { StoryEffect } from '../../capture/query/storyEvents';
import { eventKind } from '../../shared/events/eventKinds';
import { peerNumber } from '../../shared/text/peerNumber';
import { formatCount } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import type { Story, StoryDeed, StoryLine, StoryMoment } from '../../shared/webview/ladderProtocol';

/** Things that the node did that are shown: who sends it by RPC may do so for ever. */
const MOST_DEEDS = 20;

/**
 * What happened, what the node did with it, and what each peer had to do with it and when.
 * @param sentences Of summarizeStory. @returns undefined where nothing of it is there.
 */
export function storyOf(
  peers: readonly StoryPeer[],
  sentences: readonly string[],
  deeds: StoryDeed[] = [],
): Story | undefined {
  if (peers.length === 0 && deeds.length === 0) return undefined;
  const isOfSeveral = new Set(peers.map(({ identity }) => identity.pid)).size > 1;
  const lines = peers.map((peer) => lineOf(peer, isOfSeveral));
  return { title: sentences.join(' '), deeds, lines };
}

/**
 * What nodes did, as rows of the ladder say it; of what was mined with the height of the block.
 * @param firstNs When the story begins.
 */
export function deedsOf(
  effects: readonly StoryEffect[],
  firstNs: number,
  blockOf: (row: number) => { height: number } | undefined,
): StoryDeed[] {
  return effects.slice(0, MOST_DEEDS).map(({ row, event }) => {
    const block = blockOf(row);
    const mined = block && `mined at height ${formatCount(block.height)}`;
    const text = mined ?? noteText(eventKind(event.kindNumber)!, event);
    return { row, text, sinceUs: (event.timeNs - firstNs) / 1000 };
  });
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
