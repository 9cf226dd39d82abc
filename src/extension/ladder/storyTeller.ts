import { mentionedHashes } from '../../bitcoin/mentionedHashes';
import { isMessage } from '../../capture/index/eventKinds';
import { tellStory } from '../../capture/query/story';
import { Summaries } from '../../capture/query/summaries';
import type { Notify } from '../../shared/webview/channel';
import {
  EVERYTHING,
  type LadderPage,
  type LadderQuery,
  type Story,
  type StoryDeed,
} from '../../shared/webview/ladderProtocol';
import type { Recording } from '../captures/recording';
import type { LadderRows } from './ladderRows';
import { storyOf } from './storyText';

/** Rows that a story covers at most. */
const MOST_ROWS = 5000;
/** Things that the node did, at most: who sends it by RPC may do so for ever. */
const MOST_DEEDS = 20;

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
  private readonly summaries: Summaries;

  constructor(private readonly deps: StoryDependencies) {
    this.summaries = new Summaries(deps.recording.capture);
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
    const peers = tellStory(index, found);
    const done = found.filter((row) => !isMessage(index.kind(row))).slice(0, MOST_DEEDS);
    // What has to be read comes later; all else is there at once.
    if (done.length === 0) this.post(storyOf(peers));
    else void this.deeds(found[0]!, done).then((deeds) => this.postOf(rows, storyOf(peers, deeds)));
  }

  private async deeds(first: number, rows: readonly number[]): Promise<StoryDeed[]> {
    const { index } = this.deps.recording.capture;
    const texts = await this.summaries.of(rows).catch(() => undefined);
    return rows.flatMap((row) => {
      const text = texts?.get(row);
      if (text === undefined || first < index.firstRow) return [];
      return [{ row, text, sinceUs: (index.timeNs(row) - index.timeNs(first)) / 1000 }];
    });
  }

  private postOf(rows: LadderRows, story: Story | undefined): void {
    if (this.current === rows) this.post(story);
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
