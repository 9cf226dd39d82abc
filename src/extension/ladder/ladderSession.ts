import { assertNever } from '../../shared/assertNever';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { captureGone } from '../../shared/errors';
import type {
  HostToLadder,
  LadderSource,
  LadderToHost,
  TimeFormat,
} from '../../shared/ladderProtocol';
import type { Peer } from '../../capture/peer';
import type { Recording } from '../recording';
import { Throttle } from '../throttle';
import { ladderHeader } from './ladderHeader';
import { LadderRows } from './ladderRows';

const GROW_MS = 100;

export interface LadderLink {
  post(message: HostToLadder): void;
  inspect(row: number): void;
  select(row: number): void;
}

/** One ladder's side of the protocol: knows what it shows, answers, and tells of growth. */
export class LadderSession implements Disposable {
  private readonly disposables = new DisposableList();
  private readonly growth = this.disposables.add(
    new Throttle(
      () => GROW_MS,
      () => this.grow(),
    ),
  );
  private rows: LadderRows | undefined;
  private messageType: string | undefined;
  private generation = 0;
  private postedHeader = '';
  /** The page is loaded and on screen: what is posted to another is dropped. */
  private listening = false;

  constructor(
    private readonly recording: Recording,
    private readonly source: LadderSource,
    private readonly timeFormat: TimeFormat,
    private readonly link: LadderLink,
  ) {
    this.disposables.add(
      recording.capture.onAppend(() => {
        if (this.listening) this.growth.trigger();
      }),
    );
  }

  /** undefined when the recording has no such peer. */
  get peer(): Peer | undefined {
    const { pid, peer } = this.source;
    return this.recording.peers.nodes
      .get(pid)
      ?.peers.find(({ identity }) => identity.peer === peer);
  }

  receive(message: LadderToHost): void {
    switch (message.type) {
      case 'ready':
        this.listening = true;
        this.messageType = message.messageType;
        this.show();
        return;
      case 'filter':
        this.messageType = message.messageType;
        this.show();
        return;
      case 'rows':
        void this.answer(message.generation, message.from, message.to);
        return;
      case 'inspect':
        this.link.inspect(message.row);
        return;
      case 'select':
        this.link.select(message.row);
        return;
      default:
        assertNever(message);
    }
  }

  /** The page is hidden: it is gone until it says `ready` again. */
  hidden(): void {
    this.listening = false;
  }

  /** The trace has ended: what the header says may be another thing. */
  refresh(): void {
    if (this.listening) this.growth.trigger();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private show(): void {
    const { peer } = this;
    if (!peer) {
      this.link.post({ type: 'gone', text: captureGone(this.source.capture).toString() });
      return;
    }
    const { index } = this.recording.capture;
    this.rows = new LadderRows(this.recording, peer.index, this.messageType);
    const header = ladderHeader(this.recording, peer);
    this.postedHeader = JSON.stringify(header);
    this.link.post({
      type: 'show',
      generation: ++this.generation,
      source: this.source,
      header,
      timeFormat: this.timeFormat,
      startUs: this.recording.wallUs(index.timeNs(index.firstRow)),
      zoneMinutes: -new Date().getTimezoneOffset(),
      messageType: this.messageType,
      length: this.rows.length,
    });
  }

  private grow(): void {
    const { peer, rows } = this;
    if (!this.listening || !peer || !rows) return;
    if (rows.update())
      this.link.post({ type: 'grown', generation: this.generation, length: rows.length });
    const header = ladderHeader(this.recording, peer);
    const text = JSON.stringify(header);
    if (text === this.postedHeader) return;
    this.postedHeader = text;
    this.link.post({ type: 'header', header });
  }

  private async answer(generation: number, from: number, to: number): Promise<void> {
    if (generation !== this.generation || !this.rows) return;
    const rows = await this.rows.read(from, to);
    this.link.post({ type: 'rows', generation, from, rows });
  }
}
