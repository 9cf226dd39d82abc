import { unixMs } from '../../capture/export/wallTime';
import type { PeersRow } from '../../shared/webview/peersProtocol';
import { longCaptureName } from '../captures/captureName';
import { findingsOf } from '../captures/findingsOf';
import type { Recording } from '../captures/recording';
import type { PeersArrangement, PeersElement } from './peersElement';
import { PeersList } from './peersList';
import { peersRow, recordingLabel } from './peersRow';

/** A row of the view, and the recording that it is of. */
export interface Placed {
  recording: Recording;
  element: PeersElement;
}

/** One recording in the view. */
interface Section {
  /** Begins the ids of its rows; `1/` for the first recording of the view. */
  prefix: string;
  list: PeersList;
  open: boolean;
  /** The revisions of the model when all rows were last told, and when changed rows were. */
  structure: number;
  revision: number;
  /** The same of its findings. */
  found: number;
}

/** The rows of all recordings on stage: below a row for each of them, where there are several. */
export class PeersSections {
  private readonly sections = new Map<Recording, Section>();
  private count = 0;

  /** @param recordings Those on stage, in the order in which they are shown. */
  follow(recordings: readonly Recording[]): void {
    const before = new Map(this.sections);
    this.sections.clear();
    for (const recording of recordings)
      this.sections.set(recording, before.get(recording) ?? this.sectionOf(recording));
  }

  get recordings(): Recording[] {
    return [...this.sections.keys()];
  }

  /** What is listed stays in its place while the mouse is over it. */
  set held(held: boolean) {
    for (const { list } of this.sections.values()) list.held = held;
  }

  toggle(id: string, open: boolean): void {
    const found = this.find(id);
    if (!found) return;
    if (found.id === '') found.section.open = open;
    else found.section.list.toggle(found.id, open);
  }

  /** Opens what is folded of a recording. */
  reveal(recording: Recording): void {
    const section = this.sections.get(recording);
    if (section) section.open = true;
  }

  /** @param front The recording that commands are about. */
  rows(arrangement: PeersArrangement, front: Recording | undefined): PeersRow[] {
    const several = this.sections.size > 1;
    return [...this.sections].flatMap(([recording, section]) => {
      const { list } = section;
      const { peers } = recording;
      section.structure = peers.structureRevision;
      section.revision = peers.revision;
      section.found = findingsOf(recording).revision;
      const isShown = section.open || !several;
      const rows = isShown ? list.rows(arrangement) : [];
      const placed = rows.map((row) => this.placed(row, recording, section));
      return several ? [this.headOf(recording, section, recording === front), ...placed] : placed;
    });
  }

  /** The rows that are shown whose figures changed since they were told; the next call begins there. */
  changed(): PeersRow[] {
    return [...this.sections].flatMap(([recording, section]) => {
      const rows = section.list.changedSince(section.revision, section.found);
      section.revision = recording.peers.revision;
      section.found = findingsOf(recording).revision;
      const isShown = section.open || this.sections.size === 1;
      return isShown ? rows.map((row) => this.placed(row, recording, section)) : [];
    });
  }

  /** Nodes or peers came or went since all rows were told. */
  get restructured(): boolean {
    return [...this.sections].some(
      ([{ peers }, { structure }]) => peers.structureRevision !== structure,
    );
  }

  element(id: string): Placed | undefined {
    const found = this.find(id);
    if (!found) return undefined;
    const { recording, section } = found;
    if (found.id === '') return { recording, element: { kind: 'recording', id, recording } };
    const element = section.list.element(found.id);
    return element && { recording, element };
  }

  private sectionOf(recording: Recording): Section {
    const prefix = `${++this.count}/`;
    const none = { structure: 0, revision: 0, found: 0 };
    return { prefix, list: new PeersList(recording), open: true, ...none };
  }

  private headOf(recording: Recording, { prefix, open }: Section, isFront: boolean): PeersRow {
    const words = peersRow({ kind: 'recording', id: prefix, recording }, recording);
    const names = this.recordings.map(recordingLabel);
    const isShared = names.filter((name) => name === words.label).length > 1;
    const label = isShared ? longCaptureName(recording) : words.label;
    return {
      id: prefix,
      kind: 'recording',
      level: 1,
      open,
      nowMs: undefined,
      tracing: recording.tracing,
      ...words,
      label,
      speech: [`Capture ${label}`, words.detail, isFront ? 'in front' : '']
        .filter(Boolean)
        .join(', '),
      named: isFront,
    };
  }

  private placed(row: PeersRow, recording: Recording, { prefix }: Section): PeersRow {
    const several = this.sections.size > 1;
    const { lastMs } = row;
    return {
      ...row,
      id: prefix + row.id,
      level: row.level + (several ? 1 : 0),
      nowMs: several && !recording.tracing && lastMs !== undefined ? nowMs(recording) : undefined,
    };
  }

  private find(id: string): { recording: Recording; section: Section; id: string } | undefined {
    for (const [recording, section] of this.sections)
      if (id.startsWith(section.prefix))
        return { recording, section, id: id.slice(section.prefix.length) };
    return undefined;
  }
}

/** A capture is looked at from its end, a trace from now. Unix milliseconds. */
export function nowMs({ capture, clock, tracing, fleet }: Recording): number {
  const { index } = capture;
  // The clock of another machine is known by its events alone; a fleet's begins with its reader.
  if (tracing && fleet) return Date.now();
  if (tracing) return unixMs(clock, Number(process.hrtime.bigint()));
  return unixMs(clock, index.length === 0 ? 0 : index.timeNs(index.length - 1));
}
