import { pythonMessage } from '../../bitcoin/pythonMessage';
import type { FieldPath } from '../../bitcoin/fieldPath';
import type { HashKind } from '../../bitcoin/read/field';
import { hex } from '../../bitcoin/text/hex';
import type { Causes } from '../../capture/query/causes';
import type { Findings } from '../../capture/query/findings';
import type { Pairs } from '../../capture/query/pairs';
import { neighbours } from '../../capture/query/neighbours';
import { assertNever } from '../../shared/assertNever';
import { DisposableList } from '../../shared/disposable';
import { tooLongToCopy } from '../../shared/errors/viewErrors';
import { formatCount, plural } from '../../shared/text/quantity';
import type { Handlers, Notify } from '../../shared/webview/channel';
import {
  MAX_BYTES_PER_REQUEST,
  MAX_FIELDS_PER_REQUEST,
  type CopyRequest,
  type FindIn,
  type FoundMatches,
  type InspectedComparison,
  type InspectedFact,
  type InspectedField,
  type InspectedMessage,
  type InspectorHost,
  type InspectorOffers,
  type InspectorPage,
  type InspectorState,
  type LocatedField,
} from '../../shared/webview/inspectorProtocol';
import { rowNumber } from '../../shared/text/rowNumber';
import type { Recording } from '../captures/recording';
import type { ViewSession } from '../views/viewPanel';
import { compareChoices, messageName, peerName } from './compareChoices';
import { type Inspection, inspectMessage, shown } from './inspection';
import type { JobRunner } from './jobRunner';
import { messageJson, valueText } from './messageText';
import { findingFacts } from './findingFacts';
import { outcomeFacts } from './outcomeFacts';
import { pairFacts } from './pairFacts';
import { findBytes, findText, type Occurrences, parseHex } from './payloadSearch';

/** Characters of JSON that go to the clipboard. */
const MOST_COPIED = 64_000_000;

/** A transaction or block that a message of a capture names. */
export interface MentionedHash {
  /** Path of the capture. */
  capture: string;
  hash: string;
  kind: HashKind;
}

export interface InspectorDependencies {
  recording: Recording;
  pairs: Pairs;
  causes: Causes;
  findings: Findings;
  jobs: JobRunner;
  offers: InspectorOffers;
  /** Sends a notice to the page. */
  notify: Notify<InspectorPage>;
  /** Another message of the same capture is wanted. */
  show: (row: number) => Promise<void>;
  copy(text: string): Promise<void>;
  save(inspection: Inspection): Promise<void>;
  openHexEditor(row: number): Promise<void>;
  goToHandler(messageType: string): Promise<void>;
  follow(mentioned: MentionedHash): Promise<void>;
  /** What the page kept of this message before it was loaded again. */
  kept: InspectorState | undefined;
  keep(state: InspectorState): void;
  /** @returns undefined when dismissed. */
  choose: (choices: Awaited<ReturnType<typeof compareChoices>>) => Promise<number | undefined>;
}

/** The host's side of one message in the inspector: answers what the page asks about it. */
export class InspectorSession implements ViewSession<InspectorHost> {
  private readonly disposables = new DisposableList();
  private readonly ended = new AbortController();
  private search = new AbortController();
  private pairText = '';
  /** What came of the message, as far as it was read. */
  private outcome: InspectedFact[] = [];
  private effects = '';
  /** While the message is compared: what the other one has where they differ, by path. */
  private differing: ReadonlyMap<string, string> | undefined;

  constructor(
    readonly inspection: Inspection,
    private readonly deps: InspectorDependencies,
  ) {
    this.disposables.add(deps.pairs.watch());
    this.disposables.add(deps.pairs.onGrow(() => this.pairsGrew()));
    this.disposables.add(deps.causes.watch());
    this.disposables.add(deps.causes.onGrow(() => void this.causesGrew()));
    void this.causesGrew();
    this.disposables.add(deps.findings.watch());
    this.disposables.add(deps.findings.onGrow(() => this.pairsGrew()));
  }

  readonly handlers: Handlers<InspectorHost> = {
    requests: {
      bytes: (about) => this.own(about, ({ offset, length }) => this.bytes(offset, length)),
      children: (about) => this.own(about, ({ path, from, to }) => this.children(path, from, to)),
      locateByte: (about) =>
        this.own(about, ({ offset }) => this.located(this.inspection.pathTo(offset))),
      locateField: (about) => this.own(about, ({ path }) => this.located(path)),
      find: (about) => this.own(about, (wanted) => this.find(wanted.in, wanted.query)),
      compare: (about) => this.own(about, ({ other }) => this.compare(other)),
    },
    notices: {
      ready: () => this.show(),
      copy: (about) => this.own(about, ({ what }) => this.copy(what)),
      save: (about) => this.own(about, () => this.deps.save(this.inspection)),
      openHexEditor: (about) => this.own(about, ({ row }) => this.deps.openHexEditor(row)),
      step: (about) => this.own(about, ({ same, by }) => this.step(same, by)),
      show: (about) => this.own(about, ({ other }) => this.deps.show(other)),
      goToHandler: (about) =>
        this.own(about, () => this.deps.goToHandler(this.inspection.messageType)),
      follow: (about) => this.own(about, ({ path }) => this.follow(path)),
      endComparison: (about) => this.own(about, () => this.endComparison()),
      keep: ({ state }) => this.deps.keep(state),
    },
  };

  /** Has the page show the message. */
  show(): void {
    const { recording, offers, kept, notify } = this.deps;
    // A page that has been loaded again asks for the comparison that it had.
    this.endComparison();
    const pair = this.pairFacts();
    this.pairText = JSON.stringify(pair);
    const message = this.inspection.show(offers, pair);
    notify('show', { capture: recording.capture.path, message, kept });
    this.describeTree(message);
  }

  dispose(): void {
    this.ended.abort();
    this.search.abort();
    this.disposables.dispose();
  }

  private get row(): number {
    return this.inspection.row;
  }

  /** @returns undefined for what is asked about another message, which was shown before. */
  private own<P extends { row: number }, R>(about: P, work: (about: P) => R): R | undefined {
    return about.row === this.row ? work(about) : undefined;
  }

  private bytes(offset: number, length: number): Uint8Array {
    const end = offset + Math.min(length, MAX_BYTES_PER_REQUEST);
    // A copy: what is sent is serialized with all of the buffer that it is a view of.
    return new Uint8Array(this.inspection.payload.subarray(offset, end));
  }

  private children(path: FieldPath, from: number, to: number): InspectedField[] {
    const end = Math.min(to, from + MAX_FIELDS_PER_REQUEST);
    const fields = this.inspection.children(path, from, end);
    void this.describePending(path, from, fields);
    return fields;
  }

  private describeTree({ fields, opened }: Pick<InspectedMessage, 'fields' | 'opened'>): void {
    void this.describePending([], 0, fields);
    for (const { path, fields: children } of opened) void this.describePending(path, 0, children);
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
    const described = await this.deps.jobs.run(
      { kind: 'describe', message, paths },
      this.ended.signal,
    );
    for (const [index, field] of described?.entries() ?? []) {
      const at = paths[index]!.at(-1)!;
      if (field) {
        const { row } = this;
        const complete = { ...shown(field), ...this.compared(paths[index]!, field.text) };
        this.deps.notify('fields', { row, path, from: at, fields: [complete] });
      }
    }
  }

  /** How a field that was pending compares. */
  private compared(path: FieldPath, text: string): Pick<InspectedField, 'compared'> {
    if (!this.differing) return {};
    const other = this.differing.get(String(path));
    return { compared: other === undefined ? { text } : { text: other, differs: true } };
  }

  private located(path: FieldPath): LocatedField {
    const fields = this.inspection.fieldsAlong(path);
    return { path: path.slice(0, fields.length), fields };
  }

  private async find(where: FindIn, query: string): Promise<FoundMatches | undefined> {
    this.search.abort();
    this.search = new AbortController();
    const { signal } = this.search;
    if (query === '') return undefined;
    const none = { paths: [], offsets: [], length: 0, more: false };
    if (where !== 'fields') {
      const found = this.findInBytes(where, query);
      return { ...none, ...(found ?? { problem: 'Write bytes as pairs of hex digits.' }) };
    }
    const message = this.inspection.jobMessage;
    const found = await this.deps.jobs.run({ kind: 'find', message, query }, signal);
    return found && !signal.aborted ? { ...none, ...found } : undefined;
  }

  private findInBytes(where: 'hex' | 'text', query: string): Occurrences | undefined {
    const { payload } = this.inspection;
    if (where === 'text') return findText(payload, query);
    const pattern = parseHex(query);
    return pattern && findBytes(payload, pattern);
  }

  private async copy(what: CopyRequest): Promise<void> {
    const { recording, jobs } = this.deps;
    const { inspection } = this;
    switch (what.format) {
      case 'hex':
        return this.copied(hex(inspection.payload.subarray(what.from, what.to)), this.noBytes);
      case 'value': {
        const chosen = what.path.length > 0;
        const text = chosen ? valueText(inspection, what.path) : '';
        const nothing = chosen
          ? 'This field is empty: nothing was copied.'
          : 'Select a field first, then copy it.';
        return this.copied(text, nothing);
      }
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

  private get noBytes(): string {
    const { size, payload } = this.inspection.event;
    if (payload.length > 0) return 'Select bytes first, then copy them.';
    const why = size === 0 ? 'This message has no payload' : 'None of the payload was captured';
    return `${why}: nothing was copied.`;
  }

  /** @param nothing What is said where there is no text: the clipboard keeps what it has. */
  private async copied(text: string, nothing = ''): Promise<void> {
    if (text !== '') await this.deps.copy(text);
    this.say(text === '' ? nothing : `Copied ${plural(text.length, 'character')}.`);
  }

  private async step(same: 'peer' | 'type', by: 1 | -1): Promise<void> {
    const { recording, show } = this.deps;
    const { value } = neighbours(recording.capture.index, this.row, same, by).next();
    if (typeof value === 'number') return show(value);
    const which = by > 0 ? 'later' : 'earlier';
    this.say(`There is no ${which} message of this ${same}.`);
  }

  private async follow(path: FieldPath): Promise<void> {
    const field = this.inspection.field(path);
    if (!field?.hash || typeof field.value !== 'string') return;
    const capture = this.deps.recording.capture.path;
    await this.deps.follow({ capture, hash: field.value, kind: field.hash });
  }

  /** @param given The other message; by default the user chooses it. */
  private async compare(given: number | undefined): Promise<InspectedComparison | undefined> {
    const { recording, jobs } = this.deps;
    const other = await (given === undefined ? this.chosen() : this.comparable(given));
    if (!other) return undefined;
    const message = this.inspection.jobMessage;
    const job = { kind: 'compare', message, other: other.jobMessage } as const;
    const compared = await jobs.run(job, this.ended.signal);
    if (!compared || this.ended.signal.aborted) return undefined;
    this.inspection.compareWith(other);
    const { differences, ...rest } = compared;
    this.differing = new Map(
      differences.flatMap(({ path, other: text }) =>
        text === undefined ? [] : [[String(path), text]],
      ),
    );
    const tree = this.inspection.tree();
    this.describeTree(tree);
    const nameOf = (each: number) => `${rowNumber(each)}, ${peerName(recording, each)}`;
    return {
      ...rest,
      ...tree,
      other: other.row,
      here: nameOf(this.row),
      there: nameOf(other.row),
      with: messageName(recording, other.row),
      differences: differences.map(({ path }) => path),
    };
  }

  private async chosen(): Promise<Inspection | undefined> {
    const { recording, choose } = this.deps;
    const choices = await compareChoices(recording, this.row);
    if (choices.length === 0) {
      this.say('There is no other message of this type.');
      return undefined;
    }
    const row = await choose(choices);
    return row === undefined ? undefined : inspectMessage(recording, row);
  }

  /** @returns undefined unless the row is another message of the same type that can still be read. */
  private comparable(row: number): Promise<Inspection | undefined> {
    const { recording } = this.deps;
    const { index } = recording.capture;
    const isThere = row !== this.row && row >= 0 && row < index.length;
    if (
      !isThere ||
      !Number.isInteger(row) ||
      index.messageType(row) !== this.inspection.messageType
    )
      return Promise.resolve(undefined);
    return inspectMessage(recording, row).catch(() => undefined);
  }

  private endComparison(): void {
    this.inspection.compareWith(undefined);
    this.differing = undefined;
  }

  private say(text: string): void {
    this.deps.notify('say', { text });
  }

  private pairFacts() {
    const { recording, pairs, findings } = this.deps;
    return [
      ...pairFacts(recording, pairs, this.row),
      ...this.outcome,
      ...findingFacts(findings, this.row),
    ];
  }

  private async causesGrew(): Promise<void> {
    const { recording, causes } = this.deps;
    const effects = causes.effectsOf(this.row).join();
    if (effects === this.effects) return;
    this.effects = effects;
    this.outcome = await outcomeFacts(recording, causes, this.row);
    if (!this.disposables.disposed) this.pairsGrew();
  }

  private pairsGrew(): void {
    const pair = this.pairFacts();
    const text = JSON.stringify(pair);
    if (text === this.pairText) return;
    this.pairText = text;
    this.deps.notify('facts', { row: this.row, facts: this.inspection.facts(pair) });
  }
}
