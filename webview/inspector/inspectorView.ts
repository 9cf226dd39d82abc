import type { Handlers } from '../../src/shared/webview/channel';
import type {
  CopyRequest,
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
import { ComparisonBar } from './comparisonBar';
import { DetailView } from './detailView';
import { HeaderView } from './headerView';
import { HexView } from './hexView';
import { InspectorToolbar } from './inspectorToolbar';
import { MessageSearch } from './messageSearch';
import { Splitter } from './splitter';
import { TreeView } from './treeView';

/** Open fields that are remembered over a reload. */
const MOST_REMEMBERED = 200;
/** Fields around the selected one that get a frame in the bytes, with itself. */
const FRAMES = 3;

/** What a request or notice says in addition to naming the message. */
type Asked<N extends keyof InspectorHost['requests']> = Omit<
  InspectorHost['requests'][N][0],
  'row'
>;
type Told<N extends keyof InspectorHost['notices']> = Omit<InspectorHost['notices'][N], 'row'>;

/** The page: what is known about the message, its fields, its bytes, and what connects them. */
export class InspectorView {
  private readonly header: HeaderView;
  private readonly toolbar: InspectorToolbar;
  private readonly search: MessageSearch;
  private readonly comparison: ComparisonBar;
  private readonly tree: TreeView;
  private readonly detail: DetailView;
  private readonly hex: HexView;
  private readonly split: Splitter;
  private readonly empty = make('p', 'message');
  private readonly status = make('div', 'position');
  private message: InspectedMessage | undefined;
  private capture = '';

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
    this.search = new MessageSearch({
      onFind: (where, query) => this.ask('find', { in: where, query }),
      onFound: (paths) => this.tree.markFound(paths),
      onField: (path) => void this.goToField(path),
      onBytes: (range) => {
        this.hex.selectRange(range);
        this.showPosition();
        void this.revealByte(range.from);
      },
      onGoTo: (offset) => this.goToByte(offset),
    });
    this.comparison = new ComparisonBar({
      onGoTo: (path) => void this.goToField(path),
      onEnd: () => this.endComparison(),
    });
    this.toolbar = new InspectorToolbar({
      onStep: (same, by) => this.tell('step', { same, by }),
      onCopy: (what) => this.copy(this.copied(what)),
      onSave: () => this.tell('save', {}),
      onCompare: () => void this.compare(),
      onHexEditor: () => this.tell('openHexEditor', {}),
      onHandler: () => this.tell('goToHandler', {}),
    });
    const fields = make('div', 'pane');
    fields.append(this.tree.element, this.detail.element);
    this.split = new Splitter(fields, this.hex.element, () => this.remember());
    if (host.state?.share !== undefined) this.split.set(host.state.share);
    this.status.setAttribute('role', 'status');
    const main = make('main', '');
    main.append(this.toolbar.element, this.search.bar.element, this.comparison.element);
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
        this.toolbar.hide();
      },
    },
  };

  private show(capture: string, message: InspectedMessage): void {
    const { offers, captured, row } = message;
    const kept = this.host.state;
    this.header.show(message);
    // Asked for twice, as it is while the page loads: the user goes on where they were.
    const again = this.message?.row === row && this.capture === capture;
    this.message = message;
    this.capture = capture;
    if (again) return;
    this.toolbar.offer(offers);
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
    this.search.bar.again();
  }

  /** @param text Why there is nothing to see; empty when there is. */
  private showInstead(text: string): void {
    this.empty.textContent = text;
    this.empty.hidden = text === '';
    for (const element of [this.split.element, this.search.bar.element, this.status])
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
    if ((event.ctrlKey || event.metaKey) && event.key === 'f' && !this.search.bar.element.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.search.bar.focus();
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

  private copied(what: CopyRequest['format'] | 'payload'): CopyRequest {
    switch (what) {
      case 'value':
        return { format: 'value', path: this.tree.selected };
      case 'hex':
        return { format: 'hex', ...this.hex.selected };
      case 'payload':
        return { format: 'hex', from: 0, to: this.message?.captured ?? 0 };
      default:
        return { format: what };
    }
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
