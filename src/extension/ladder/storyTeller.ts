import { mentionedHashes } from '../../bitcoin/mentionedHashes';
import { tellStory } from '../../capture/query/story';
import type { Notify } from '../../shared/webview/channel';
import { EVERYTHING, type LadderPage, type LadderQuery } from '../../shared/webview/ladderProtocol';
import type { Recording } from '../captures/recording';
import type { LadderRows } from './ladderRows';
import { storyOf } from './storyText';

/** Rows that a story covers at most. */
const MOST_ROWS = 5000;

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

  constructor(private readonly deps: StoryDependencies) {}

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
    const { index } = this.deps.recording.capture;
    const story = rows?.tellsStory ? storyOf(tellStory(index, found)) : undefined;
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
