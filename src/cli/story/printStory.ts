import { formatOf } from '../../capture/export/formats';
import { isMessage } from '../../capture/index/eventKinds';
import type { EventIndex } from '../../capture/index/eventIndex';
import { STORY_PHASES, tellStory, type StoryPeer } from '../../capture/query/story';
import { StoryEvents } from '../../capture/query/storyEvents';
import { durationText } from '../../shared/text/durationText';
import { peerOfNode } from '../../shared/text/peerNumber';
import { visible, visibleJson } from '../../shared/text/visible';
import { coloured } from '../colour';
import { RowWalk } from '../convert/rowWalk';
import { standardOutput } from '../output';
import { withReading, type ReadingFlags } from '../reading';
import { writeEvents } from '../writeEvents';
import { summaryOf } from './summaryOf';

/**
 * Prints what mentions a transaction or block, and then what each peer had to do with it.
 * @throws UserError
 */
export async function printStory(
  place: string,
  flags: ReadingFlags & { story: string },
  asJson: boolean,
): Promise<void> {
  const needs = { doing: `Reading ${place}`, whole: true, terminal: true };
  await withReading(place, flags, needs, async (reading) => {
    const { read } = reading;
    const format = coloured(formatOf(asJson ? 'json' : 'text'));
    const { index } = read.contents;
    const events = new StoryEvents(index);
    const frames = watched(read.frames, new RowWalk(index), events);
    await writeEvents(format, { ...read, frames }, standardOutput);
    const rows = messageRows(index);
    const isPart = flags.from !== undefined || flags.last !== undefined;
    const sentences = await summaryOf(flags.story, reading, rows, events, isPart);
    const story = tellStory(index, rows);
    const text = asJson ? storyJson(flags.story, sentences, story) : storyText(sentences, story);
    await standardOutput.write(text);
  });
}

/** All that mention it are there, and no other. */
function messageRows(index: EventIndex): number[] {
  const rows: number[] = [];
  for (let row = index.firstRow; row < index.length; row++)
    if (isMessage(index.kind(row))) rows.push(row);
  return rows;
}

/** Frames on their way, of which the story's are looked at. */
async function* watched(
  frames: AsyncIterable<Buffer>,
  walk: RowWalk,
  events: StoryEvents,
): AsyncGenerator<Buffer, void> {
  for await (const run of frames) {
    walk.each(run, (frame, row) => {
      if (row !== undefined) events.add(row, frame);
    });
    yield run;
  }
}

function storyText(sentences: readonly string[], story: readonly StoryPeer[]): string {
  const several = new Set(story.map(({ identity }) => identity.pid)).size > 1;
  const lines = story.map(({ identity: { pid, peer, address, connectionType }, ...phases }) => {
    const told = STORY_PHASES.flatMap((phase) => {
      const step = phases[phase];
      if (!step) return [];
      const arrow = step.direction === 'outbound' ? '→' : '←';
      const since = durationText(step.sinceNs / 1000);
      return [`${phase} ${arrow} +${since} (${visible(step.messageType)})`];
    });
    const own = peerOfNode({ pid, peer }, several);
    const who = `peer ${own} ${visible(address)} (${visible(connectionType)})`;
    return `${who}: ${told.length === 0 ? 'named it' : told.join(', ')}\n`;
  });
  const summary = sentences.map((sentence) => `${sentence}\n`).join('');
  return `\n${summary}\n${lines.join('')}`;
}

/** One object in a line; nanoseconds count from the first message that names it. */
function storyJson(hash: string, summary: readonly string[], story: readonly StoryPeer[]): string {
  const peers = story.map(({ identity: { pid, peer, address, connectionType }, ...phases }) => ({
    pid,
    peer,
    address,
    connection_type: connectionType,
    ...Object.fromEntries(
      STORY_PHASES.map((phase) => {
        const step = phases[phase];
        const { direction, messageType, sinceNs } = step ?? {};
        return [phase, step && { direction, message_type: messageType, since_ns: sinceNs }];
      }),
    ),
  }));
  return `${visibleJson(JSON.stringify({ story: hash, summary, peers }))}\n`;
}
