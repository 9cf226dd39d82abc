import type { Handlers } from '../../src/shared/webview/channel';
import type {
  CopyRequest,
  FindIn,
  FoundMatches,
  InspectedMessage,
  InspectedPath,
  InspectorHost,
  InspectorPage,
  InspectorState,
  LocatedField,
} from '../../src/shared/webview/inspectorProtocol';
import { plural } from '../../src/shared/text/quantity';
import { make, setText } from '../common/dom';
import type { Host } from '../common/host';
import { createButton } from '../common/toolkit';
import { ComparisonBar } from './comparisonBar';
import { DetailView } from './detailView';
import { FindBar } from './findBar';
import { HeaderView } from './headerView';
import { HexView } from './hexView';
import { Matches } from './matches';
import { menuButton } from './menuButton';
import { Splitter } from './splitter';
import { TreeView } from './treeView';

/** Open fields that are remembered over a reload. */
const MOST_REMEMBERED = 200;
/** Fields around the selected one that get a frame in the bytes, with itself. */
const FRAMES = 3;

/** What a search found: a field or a byte. */
type Match = { path: InspectedPath } | { offset: number };

/** What a request or notice says in addition to naming the message. */
type Asked<N extends keyof InspectorHost['requests']> = Omit<
  InspectorHost['requests'][N][0],
  'row'
>;
type Told<N extends keyof InspectorHost['notices']> = Omit<InspectorHost['notices'][N], 'row'>;

/** The page: what is known about the message, its fields, its bytes, and what connects them. */
export class InspectorView {
  private readonly header: HeaderView;
  private readonly toolbar: HTMLElement;
  private readonly find: FindBar;
  private readonly comparison: ComparisonBar;
  private readonly tree: TreeView;
  private readonly detail: DetailView;
  private readonly hex: HexView;
  private readonly split: Splitter;
  private readonly empty = make('p', 'message');
  private readonly status = make('div', 'position');
  private readonly buttons: Record<'handler' | 'hexEditor', HTMLElement>;
  private message: InspectedMessage | undefined;
  private capture = '';
  private matches = new Matches<Match>();
  private matchLength = 1;
  private moreMatches = false;
  private search = 0;

  constructor(private readonly host: Host<InspectorPage, InspectorHost, InspectorState>) {
    this.header = new HeaderView({
      onRow: (other) => this.tell('show', { other }),
      onOffset: (offset) => void this.goToByte(offset),
    });
    this.tree = new TreeView({
      onWant: (path, from, to) => void this.fetchChildren(path, from, to),
      onSelect: (byUser) => this.fieldSelected(byUser),
      onOpen: () => this.remember(),
      onCopy: () => this.copy({ format: 'value', path: this.tree.selected }),
    });
    this.hex = new HexView({
      bytesAt: (from, to) => this.ask('bytes', { offset: from, length: to - from }),
      onSelect: (byte) => {
        this.showPosition();
        void this.revealByte(byte);
      },
      onCopy: () => this.copy({ format: 'hex', ...this.hex.selected }),
    });
    this.detail = new DetailView({
      onCopy: () => this.copy({ format: 'value', path: this.tree.selected }),
      onFollow: () => this.tell('follow', { path: this.tree.selected }),
    });
    this.find = new FindBar({
      onFind: (where, query) => void this.startSearch(where, query),
      onStep: (by) => this.stepMatch(by),
      onGoTo: (offset) => this.goToByte(offset),
    });
    this.comparison = new ComparisonBar({
      onGoTo: (path) => void this.goToField(path),
      onEnd: () => this.endComparison(),
    });
    this.buttons = {
      handler: createButton('Go to handler', 'secondary', () => this.tell('goToHandler', {})),
      hexEditor: createButton('Open in hex editor', 'secondary', () =>
        this.tell('openHexEditor', {}),
      ),
    };
    this.toolbar = this.createToolbar();
    const fields = make('div', 'pane');
    fields.append(this.tree.element, this.detail.element);
    this.split = new Splitter(fields, this.hex.element, () => this.remember());
    if (host.state?.share !== undefined) this.split.set(host.state.share);
    this.status.setAttribute('role', 'status');
    const main = make('main', '');
    main.append(this.toolbar, this.find.element, this.comparison.element);
    main.append(this.empty, this.split.element, this.status);
    document.body.append(this.header.element, main);
    document.addEventListener('keydown', (event) => this.keyDown(event));
    host.serve(this.handlers, (text) => setText(this.status, text));
  }

  private readonly handlers: Handlers<InspectorPage> = {
    requests: {},
    notices: {
      show: ({ capture, message }) => this.show(capture, message),
      fields: ({ row, path, from, fields }) => {
        if (row === this.message?.row) this.tree.put(path, from, fields);
      },
      facts: ({ row, facts }) => {
        if (row === this.message?.row) this.header.showFacts(facts);
      },
      say: ({ text }) => setText(this.status, text),
      gone: ({ text }) => {
        this.message = undefined;
        this.header.clear();
        this.showInstead(text);
        this.toolbar.hidden = true;
      },
    },
  };

  private createToolbar(): HTMLElement {
    const step = (same: 'peer' | 'type', by: 1 | -1) => {
      const button = createButton(by > 0 ? '▸' : '◂', 'secondary', () =>
        this.tell('step', { same, by }),
      );
      const label = `${by > 0 ? 'Next' : 'Previous'} message of this ${same}`;
      button.setAttribute('aria-label', label);
      button.title = label;
      return button;
    };
    const steps = (same: 'peer' | 'type') => {
      const group = make('span', 'steps', same);
      group.prepend(step(same, -1));
      group.append(step(same, 1));
      return group;
    };
    const copy = (what: () => CopyRequest) => () => this.copy(what());
    const toolbar = make('div', 'toolbar');
    toolbar.setAttribute('role', 'toolbar');
    toolbar.setAttribute('aria-label', 'Message');
    toolbar.append(
      steps('peer'),
      steps('type'),
      menuButton('Copy', [
        {
          text: 'Field value',
          run: copy(() => ({ format: 'value', path: this.tree.selected })),
        },
        {
          text: 'Selected bytes as hex',
          run: copy(() => ({ format: 'hex', ...this.hex.selected })),
        },
        {
          text: 'Whole payload as hex',
          run: copy(() => ({ format: 'hex', from: 0, to: this.message?.captured ?? 0 })),
        },
        { text: 'Message as JSON', run: copy(() => ({ format: 'json' })) },
        {
          text: 'Message as Python for a functional test',
          run: copy(() => ({ format: 'python' })),
        },
      ]),
      createButton('Save payload…', 'secondary', () => this.tell('save', {})),
      createButton('Compare…', 'secondary', () => void this.compare()),
      this.buttons.hexEditor,
      this.buttons.handler,
    );
    return toolbar;
  }

  private show(capture: string, message: InspectedMessage): void {
    const { offers, captured, row } = message;
    const kept = this.host.state;
    this.header.show(message);
    // Asked for twice, as it is while the page loads: the user goes on where they were.
    const again = this.message?.row === row && this.capture === capture;
    this.message = message;
    this.capture = capture;
    if (again) return;
    this.toolbar.hidden = false;
    this.buttons.handler.hidden = !offers.handler;
    this.buttons.hexEditor.hidden = !offers.hexEditor;
    this.detail.offer(offers.follow);
    this.detail.show(undefined);
    this.comparison.hide();
    this.showInstead(captured === 0 ? emptyText(message) : '');
    this.tree.show(message.fieldCount, message.fields);
    this.hex.show(captured);
    this.showPosition();
    const place = kept?.capture === capture && kept.row === row ? kept.place : undefined;
    for (const path of place?.open ?? []) void this.open(path);
    if (place && place.selected.length > 0) void this.goToField(place.selected);
    const share = kept?.share;
    this.host.saveState({ capture, row, ...(place && { place }), ...(share && { share }) });
    this.find.again();
  }

  /** @param text Why there is nothing to see; empty when there is. */
  private showInstead(text: string): void {
    this.empty.textContent = text;
    this.empty.hidden = text === '';
    for (const element of [this.split.element, this.find.element, this.status])
      element.hidden = text !== '';
  }

  private fieldSelected(byUser: boolean): void {
    const { around, field } = this.tree;
    this.detail.show(field);
    this.hex.frame(around.slice(0, FRAMES).map(({ start, end }) => ({ from: start, to: end })));
    if (byUser) this.selectFieldBytes();
    this.remember();
  }

  private selectFieldBytes(): void {
    const { field } = this.tree;
    if (field) this.hex.selectRange({ from: field.start, to: field.end });
    this.showPosition();
  }

  private async fetchChildren(path: InspectedPath, from: number, to: number): Promise<void> {
    const fields = await this.ask('children', { path, from, to });
    if (fields) this.tree.put(path, from, fields);
    else this.tree.missed(path, from);
  }

  /** Selects the field that has a byte; the byte stays selected. */
  private async revealByte(offset: number): Promise<void> {
    this.selectField(await this.ask('locateByte', { offset }));
  }

  private async goToField(path: InspectedPath): Promise<void> {
    if (this.selectField(await this.ask('locateField', { path }))) this.selectFieldBytes();
  }

  /** Opens a field as it was before a reload: its first child is revealed. */
  private async open(path: InspectedPath): Promise<void> {
    const located = await this.ask('locateField', { path: [...path, 0] });
    if (located) this.tree.reveal(located.path, located.fields);
  }

  /** @returns Whether there is such a field. */
  private selectField(located: LocatedField | undefined): boolean {
    if (!located) return false;
    this.tree.reveal(located.path, located.fields);
    if (located.path.length === 0) return false;
    this.tree.select(located.path);
    return true;
  }

  private goToByte(offset: number): boolean {
    const captured = this.message?.captured ?? 0;
    // Where a message breaks may be its end.
    const byte = Math.min(offset, captured - 1);
    if (captured === 0 || offset > captured) return false;
    this.hex.selectRange({ from: byte, to: byte + 1 });
    this.showPosition();
    void this.revealByte(byte);
    return true;
  }

  private showPosition(): void {
    const { from, to } = this.hex.selected;
    const range = to - from > 1 ? ` to ${to - 1} (0x${(to - 1).toString(16)})` : '';
    const length = ` · ${plural(to - from, 'byte')} selected`;
    this.status.textContent = `offset ${from} (0x${from.toString(16)})${range}${length}`;
  }

  private async startSearch(where: FindIn, query: string): Promise<void> {
    this.matches = new Matches();
    this.tree.markFound([]);
    const search = ++this.search;
    const found = await this.ask('find', { in: where, query });
    if (found && search === this.search) this.showFound(found);
  }

  private showFound({ paths, offsets, length, more, problem }: FoundMatches): void {
    if (problem !== undefined) {
      this.find.showProblem(problem);
      return;
    }
    this.matches = new Matches<Match>(
      paths.length > 0 ? paths.map((path) => ({ path })) : offsets.map((offset) => ({ offset })),
    );
    this.matchLength = length;
    this.moreMatches = more;
    this.tree.markFound(paths);
    this.stepMatch(1);
  }

  private stepMatch(by: 1 | -1): void {
    const match = this.matches.step(by);
    this.find.showMatches(this.matches.position, this.matches.all.length, this.moreMatches);
    if (!match) return;
    if ('path' in match) {
      void this.goToField(match.path);
      return;
    }
    this.hex.selectRange({ from: match.offset, to: match.offset + this.matchLength });
    this.showPosition();
    void this.revealByte(match.offset);
  }

  private async compare(): Promise<void> {
    const comparison = await this.ask('compare', {});
    if (!comparison) return;
    this.comparison.show(comparison);
    this.tree.markDifferences(comparison.differences);
    this.hex.markDifferences(comparison.bytes);
  }

  private endComparison(): void {
    this.comparison.hide();
    this.tree.markDifferences([]);
    this.hex.markDifferences([]);
    this.tree.element.focus();
  }

  private keyDown(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && event.key === 'f' && !this.find.element.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.find.focus();
    }
  }

  /** What a reload of the window brings back. */
  private remember(): void {
    const { state } = this.host;
    if (!this.message || state?.row !== this.message.row) return;
    const place = {
      open: this.tree.openPaths.slice(0, MOST_REMEMBERED),
      selected: this.tree.selected,
    };
    this.host.saveState({ ...state, place, share: this.split.position });
  }

  private copy(what: CopyRequest): void {
    this.tell('copy', { what });
  }

  /** About the message that is shown. @returns undefined when another one is by then. */
  private async ask<N extends keyof InspectorHost['requests']>(
    name: N,
    params: Asked<N>,
  ): Promise<InspectorHost['requests'][N][1] | undefined> {
    const { message, capture } = this;
    if (!message) return undefined;
    const { row } = message;
    const answer = await this.host.ask(name, { ...params, row });
    return this.message?.row === row && this.capture === capture ? answer : undefined;
  }

  private tell<N extends keyof InspectorHost['notices']>(name: N, params: Told<N>): void {
    const { message } = this;
    if (!message) return;
    const about = { ...params, row: message.row } as unknown as InspectorHost['notices'][N];
    this.host.notify(name, about);
  }
}

function emptyText({ size }: InspectedMessage): string {
  return size === 0 ? 'This message has no payload.' : 'None of the payload was captured.';
}
