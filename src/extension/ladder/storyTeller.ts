import { mentionedHashes } from '../../bitcoin/mentionedHashes';
import { isMessage } from '../../capture/index/eventKinds';
import { LIMITED_TYPES } from '../../capture/model/compactBlocks';
import { causesOfCapture, type Causes } from '../../capture/query/causes';
import { readFrames } from '../../capture/query/readEvents';
import { tellStory } from '../../capture/query/story';
import { StoryEvents } from '../../capture/query/storyEvents';
import { beganNs, blocksOfRemovals, tracedOf } from '../../capture/query/storyFacts';
import { summarizeStory } from '../../capture/query/storySummary';
import type { Notify } from '../../shared/webview/channel';
import {
  EVERYTHING,
  type LadderPage,
  type LadderQuery,
  type Story,
} from '../../shared/webview/ladderProtocol';
import type { Recording } from '../captures/recording';
import type { LadderRows } from './ladderRows';
import { deedsOf, storyOf } from './storyText';

/** Rows that a story covers at most. */
const MOST_ROWS = 5000;

/** What the events of some rows say. */
interface Read {
  rows: LadderRows;
  events: StoryEvents;
  /** Messages were read too: there is a compact block among them. */
  compact: boolean;
  /** Rows below this one were. */
  next: number;
}

interface StoryDependencies {
  recording: Recording;
  notify: Notify<LadderPage>;
  /** Has the page show something else. */
  ask(query: LadderQuery): void;
}

/** Tells a ladder's page the story of the transaction or block that it is about, where it is about one. */
export class StoryTeller {
  private posted = '';
  /** The filter by which something is followed that may have another id. */
  private followed: string | undefined;
  private current: LadderRows | undefined;
  private readonly causes: Causes;
  /** What was read of the rows that are shown. */
  private read: Read | undefined;
  private reading = false;
  private again = false;

  constructor(private readonly deps: StoryDependencies) {
    const { recording } = deps;
    this.causes = causesOfCapture(recording.capture, () => recording.live);
  }

  /**
   * What shows all that names a transaction or block. Of a transaction, both its ids are asked for as soon as a
   * message that carries it is found: peers name it by either.
   */
  follow(hash: string): LadderQuery {
    this.followed = `hash:${hash}`;
    return { ...EVERYTHING, filter: this.followed };
  }

  /** @param rows What is shown now, as far as it is found. */
  tell(rows: LadderRows | undefined): void {
    this.current = rows;
    const found = rows?.tellsStory ? rows.rowsAt(rows.first, rows.first + MOST_ROWS) : [];
    if (rows && rows.query.filter === this.followed) void this.followOn(rows, found);
    if (!rows?.tellsStory) {
      this.post(undefined);
      return;
    }
    const { index } = this.deps.recording.capture;
    const needsReading = found.some(
      (row) => !isMessage(index.kind(row)) || index.messageType(row) === 'cmpctblock',
    );
    // What has to be read comes later; all else is there at once.
    if (needsReading) void this.readOn();
    else this.post(this.storyOf(rows, found, new StoryEvents(index), new Map()));
  }

  /** Reads what came since, and tells it. */
  private async readOn(): Promise<void> {
    this.again = true;
    if (this.reading) return;
    this.reading = true;
    while (this.again) {
      this.again = false;
      const { current } = this;
      // What cannot be read says so where its row is shown.
      if (current?.tellsStory) await this.readAll(current).catch(() => undefined);
    }
    this.reading = false;
  }

  private async readAll(rows: LadderRows): Promise<void> {
    const { capture } = this.deps.recording;
    const { index } = capture;
    const found = rows.rowsAt(rows.first, rows.first + MOST_ROWS);
    const compact = found.some((row) => index.messageType(row) === 'cmpctblock');
    if (this.read?.rows !== rows || this.read.compact !== compact)
      this.read = { rows, compact, events: new StoryEvents(index), next: 0 };
    const { read } = this;
    const wanted = found.filter((row) => {
      if (row < read.next) return false;
      return isMessage(index.kind(row))
        ? compact && LIMITED_TYPES.has(index.messageType(row))
        : true;
    });
    read.next = (found.at(-1) ?? -1) + 1;
    const limit = (row: number) => LIMITED_TYPES.get(index.messageType(row)) ?? Infinity;
    for await (const frames of readFrames(capture, wanted, limit))
      for (const { row, frame } of frames) read.events.add(row, frame);
    const { effects } = read.events;
    // More is known soon, and then it is told.
    if ((effects.at(-1)?.row ?? -1) >= this.causes.known) return;
    const blocks = await blocksOfRemovals(capture, effects, this.causes);
    if (this.current === rows) this.post(this.storyOf(rows, found, read.events, blocks));
  }

  private storyOf(
    rows: LadderRows,
    found: readonly number[],
    events: StoryEvents,
    blocks: ReadonlyMap<number, { height: number; hash: string }>,
  ): Story | undefined {
    const { recording } = this.deps;
    const { capture } = recording;
    const { index } = capture;
    const messages = found.filter((row) => row >= index.firstRow && isMessage(index.kind(row)));
    const { effects, compact } = events;
    const ids = new Set(rows.query.filter.toLowerCase().match(/[0-9a-f]{64}/g));
    const blockOf = (row: number) => blocks.get(row);
    const sentences = summarizeStory({
      index,
      rows: messages,
      effects,
      compact,
      isOf: (hash) => ids.has(hash),
      causeOf: (row) => this.causes.causeOf(row),
      blockOf,
      beganNs: beganNs(index),
      traced: tracedOf(capture.hello, effects),
      live: recording.live,
      lost: recording.lost > 0,
    });
    const firstNs = found[0] === undefined ? 0 : index.timeNs(found[0]);
    return storyOf(tellStory(index, messages), sentences, deedsOf(effects, firstNs, blockOf));
  }

  private post(story: Story | undefined): void {
    const text = story ? JSON.stringify(story) : '';
    if (text === this.posted) return;
    this.posted = text;
    this.deps.notify('story', { story });
  }

  private async followOn(rows: LadderRows, found: readonly number[]): Promise<void> {
    const { capture } = this.deps.recording;
    const row = found.find((each) => capture.index.messageType(each) === 'tx');
    if (row === undefined) return;
    this.followed = undefined;
    // What cannot be read says so where its row is shown.
    const payload = await capture.payload(row).catch(() => undefined);
    const ids = payload ? mentionedHashes('tx', payload).map(({ hash }) => hash) : [];
    const filter = `hash:${[...new Set(ids)].join('|')}`;
    if (filter !== rows.query.filter && ids.length > 0 && this.current === rows)
      this.deps.ask({ ...rows.query, filter });
  }
}
