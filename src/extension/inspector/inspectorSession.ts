import { pythonMessage } from '../../bitcoin/pythonMessage';
import type { FieldPath } from '../../bitcoin/fieldPath';
import type { HashKind } from '../../bitcoin/read/field';
import { hex } from '../../bitcoin/text/hex';
import type { Pairs } from '../../capture/query/pairs';
import { assertNever } from '../../shared/assertNever';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { tooLongToCopy } from '../../shared/errors/errors';
import {
  MAX_BYTES_PER_REQUEST,
  MAX_FIELDS_PER_REQUEST,
  type CopyRequest,
  type FindIn,
  type HostToInspector,
  type InspectorOffers,
  type InspectorToHost,
} from '../../shared/webview/inspectorProtocol';
import { formatCount, plural } from '../../shared/text/quantity';
import type { Recording } from '../captures/recording';
import { compareChoices, messageName } from './compareChoices';
import { type Inspection, inspectMessage, shown } from './inspection';
import type { JobRunner } from './jobRunner';
import { messageJson, valueText } from './messageText';
import { neighbours } from './neighbour';
import { pairFacts } from './pairFacts';
import { findBytes, findText, type Occurrences, parseHex } from './payloadSearch';

/** Characters of JSON that go to the clipboard. */
const MOST_COPIED = 64_000_000;

type Found = Extract<HostToInspector, { type: 'found' }>;

/** What a session needs of the window around it. */
export interface InspectorDesk {
  post(message: HostToInspector): void;
  /** Another message of the same capture is wanted. */
  show(row: number): Promise<void>;
  copy(text: string): Promise<void>;
  save(inspection: Inspection): Promise<void>;
  openHexEditor(row: number): Promise<void>;
  goToHandler(messageType: string): Promise<void>;
  follow(hash: string, kind: HashKind): Promise<void>;
  /** @returns undefined when dismissed. */
  choose(choices: Awaited<ReturnType<typeof compareChoices>>): Promise<number | undefined>;
}

export interface SessionParts {
  recording: Recording;
  pairs: Pairs;
  jobs: JobRunner;
  desk: InspectorDesk;
  offers: InspectorOffers;
}

/** The host's side of one message in the inspector: answers what the page asks about it. */
export class InspectorSession implements Disposable {
  private readonly disposables = new DisposableList();
  private readonly ended = new AbortController();
  private search = new AbortController();
  private pairText = '';

  constructor(
    readonly inspection: Inspection,
    private readonly parts: SessionParts,
  ) {
    this.disposables.add(parts.pairs.onGrow(() => this.pairsGrew()));
  }

  /** @param capture Its path. */
  show(capture: string): void {
    const { desk, offers } = this.parts;
    const pair = this.pairFacts();
    this.pairText = JSON.stringify(pair);
    const message = this.inspection.show(offers, pair);
    desk.post({ type: 'show', capture, message });
    void this.describePending([], 0, message.fields);
  }

  async receive(message: Exclude<InspectorToHost, { type: 'ready' }>): Promise<void> {
    const { inspection } = this;
    const { desk } = this.parts;
    if (message.row !== inspection.row) return;
    switch (message.type) {
      case 'bytes':
        this.sendBytes(message.offset, message.length);
        return;
      case 'children':
        return this.sendChildren(message.path, message.from, message.to);
      case 'locateByte':
        this.locate(inspection.pathTo(message.offset), message.offset);
        return;
      case 'locateField':
        this.locate(message.path);
        return;
      case 'find':
        return this.find(message.search, message.in, message.query);
      case 'copy':
        return this.copy(message.what);
      case 'save':
        return desk.save(inspection);
      case 'openHexEditor':
        return desk.openHexEditor(message.row);
      case 'step':
        return this.step(message.same, message.by);
      case 'show':
        return desk.show(message.other);
      case 'compare':
        return this.compare();
      case 'goToHandler':
        return desk.goToHandler(inspection.messageType);
      case 'follow': {
        const field = inspection.field(message.path);
        if (field?.hash && typeof field.value === 'string')
          await desk.follow(field.value, field.hash);
        return;
      }
      default:
        assertNever(message);
    }
  }

  dispose(): void {
    this.ended.abort();
    this.search.abort();
    this.disposables.dispose();
  }

  private get row(): number {
    return this.inspection.row;
  }

  private sendBytes(offset: number, length: number): void {
    const end = offset + Math.min(length, MAX_BYTES_PER_REQUEST);
    // A copy: what is posted is serialized with all of the buffer that it is a view of.
    const bytes = new Uint8Array(this.inspection.payload.subarray(offset, end));
    this.parts.desk.post({ type: 'bytes', row: this.row, offset, bytes });
  }

  private async sendChildren(path: FieldPath, from: number, to: number): Promise<void> {
    const fields = this.inspection.children(
      path,
      from,
      Math.min(to, from + MAX_FIELDS_PER_REQUEST),
    );
    this.parts.desk.post({ type: 'children', row: this.row, path, from, fields });
    await this.describePending(path, from, fields);
  }

  /** Sends once more, complete, what was too much to compute in between. */
  private async describePending(
    path: FieldPath,
    from: number,
    fields: ReturnType<Inspection['children']>,
  ): Promise<void> {
    const paths = fields.flatMap(({ pending }, index) =>
      pending ? [[...path, from + index]] : [],
    );
    if (paths.length === 0) return;
    const message = this.inspection.jobMessage;
    const described = await this.parts.jobs.run(
      { kind: 'describe', message, paths },
      this.ended.signal,
    );
    for (const [index, field] of described?.entries() ?? []) {
      const at = paths[index]!.at(-1)!;
      if (field) {
        const children = { type: 'children', row: this.row, path, from: at } as const;
        this.parts.desk.post({ ...children, fields: [shown(field)] });
      }
    }
  }

  private locate(path: FieldPath, offset?: number): void {
    const fields = this.inspection.chainOf(path);
    const where = { row: this.row, path: path.slice(0, fields.length), fields };
    this.parts.desk.post({ type: 'located', ...where, ...(offset !== undefined && { offset }) });
  }

  private async find(search: number, where: FindIn, query: string): Promise<void> {
    this.search.abort();
    this.search = new AbortController();
    const { signal } = this.search;
    const none = { paths: [], offsets: [], length: 0, more: false };
    const answer = (found: Partial<Omit<Found, 'type' | 'row' | 'search'>>): void =>
      this.parts.desk.post({ type: 'found', row: this.row, search, ...none, ...found });
    if (query === '') return;
    if (where === 'fields') {
      const message = this.inspection.jobMessage;
      const found = await this.parts.jobs.run({ kind: 'find', message, query }, signal);
      if (found && !signal.aborted) answer(found);
      return;
    }
    const found = this.findInBytes(where, query);
    answer(found ?? { problem: 'Write bytes as pairs of hex digits.' });
  }

  private findInBytes(where: 'hex' | 'text', query: string): Occurrences | undefined {
    const { payload } = this.inspection;
    if (where === 'text') return findText(payload, query);
    const pattern = parseHex(query);
    return pattern && findBytes(payload, pattern);
  }

  private async copy(what: CopyRequest): Promise<void> {
    const { recording, jobs } = this.parts;
    const { inspection } = this;
    switch (what.format) {
      case 'hex':
        return this.copied(hex(inspection.payload.subarray(what.from, what.to)));
      case 'value':
        return this.copied(valueText(inspection, what.path));
      case 'python':
        return this.copied(pythonMessage(inspection.decoded));
      case 'json': {
        const job = { kind: 'json', message: inspection.jobMessage, limit: MOST_COPIED } as const;
        const fields = await jobs.run(job, this.ended.signal);
        if (this.ended.signal.aborted) return;
        if (fields === undefined)
          throw tooLongToCopy(`${formatCount(MOST_COPIED / 1e6)} million characters`);
        return this.copied(messageJson(inspection, recording, fields));
      }
      default:
        assertNever(what);
    }
  }

  private async copied(text: string): Promise<void> {
    const { desk } = this.parts;
    await desk.copy(text);
    desk.post({ type: 'say', text: `Copied ${plural(text.length, 'character')}.` });
  }

  private async step(same: 'peer' | 'type', by: 1 | -1): Promise<void> {
    const { recording, desk } = this.parts;
    const { value } = neighbours(recording.capture.index, this.row, same, by).next();
    if (typeof value === 'number') return desk.show(value);
    const which = by > 0 ? 'later' : 'earlier';
    desk.post({ type: 'say', text: `There is no ${which} message of this ${same}.` });
  }

  private async compare(): Promise<void> {
    const { recording, desk, jobs } = this.parts;
    const choices = await compareChoices(recording, this.row);
    if (choices.length === 0) {
      desk.post({ type: 'say', text: 'There is no other message of this type.' });
      return;
    }
    const row = await desk.choose(choices);
    const other = row === undefined ? undefined : await inspectMessage(recording, row);
    if (!other) return;
    const message = this.inspection.jobMessage;
    const job = { kind: 'compare', message, other: other.jobMessage } as const;
    const compared = await jobs.run(job, this.ended.signal);
    if (!compared) return;
    const comparison = {
      with: `#${other.row + 1}: ${messageName(recording, other.row)}`,
      ...compared,
    };
    desk.post({ type: 'compared', row: this.row, comparison });
  }

  private pairFacts() {
    return pairFacts(this.parts.recording, this.parts.pairs, this.row);
  }

  private pairsGrew(): void {
    const pair = this.pairFacts();
    const text = JSON.stringify(pair);
    if (text === this.pairText) return;
    this.pairText = text;
    this.parts.desk.post({ type: 'facts', row: this.row, facts: this.inspection.facts(pair) });
  }
}
