import type { Handlers } from '../../src/shared/webview/channel';
import type {
  CopyRequest,
  InspectedComparison,
  InspectedMessage,
  InspectedPath,
  InspectorCommand,
  InspectorHost,
  InspectorPage,
  InspectorPosition,
  InspectorState,
  LocatedField,
} from '../../src/shared/webview/inspectorProtocol';
import { MOST_REMEMBERED } from '../../src/shared/webview/keptInspector';
import { plural } from '../../src/shared/text/quantity';
import { make, setText } from '../common/dom';
import type { Host } from '../common/host';
import { openKeysHelp } from '../common/keysHelp';
import type { ByteRange } from './byteRanges';
import { ComparisonBar } from './comparisonBar';
import { DetailView } from './detailView';
import { HeaderView } from './headerView';
import { HexView } from './hexView';
import { INSPECTOR_KEYS } from './inspectorKeys';
import { InspectorToolbar } from './inspectorToolbar';
import { KeptState } from './keptState';
import { MessageSearch } from './messageSearch';
import { Splitter } from './splitter';
import { TreeView } from './treeView';

/** Fields around the selected one that get a frame in the bytes, with itself. */
const FRAMES = 3;
/** Pixels: a scroll bar and the divider beside the bytes, borders below and above them. */
const BAR = 20;
const BORDERS = 8;
/** Pixels that the fields have at least before bytes take a full row; the bytes’ share below the fields. */
const LEAST_FIELDS = 400;
const MOST_BELOW = 0.45;

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
  private readonly kept: KeptState;
  /** Row of the message that the shown one is compared with. */
  private comparedWith: number | undefined;
  /** Where the user was before the page was loaded again, until they are there again. */
  private returning: InspectorPosition | undefined;
  /** Counts the ways back, of which a later one ends those before it. */
  private returns = 0;

  constructor(private readonly host: Host<InspectorPage, InspectorHost, InspectorState>) {
    this.header = new HeaderView({
      onRow: (other) => this.tell('show', { other }),
      onOffset: (offset) => this.goToByte(offset),
      onMore: (more) => this.setMore(more),
    });
    this.tree = new TreeView({
      onWant: (path, from, to) => void this.fetchChildren(path, from, to),
      onSelect: (byUser) => this.fieldSelected(byUser),
      onOpen: () => this.remember(),
      onCopy: () => this.copy(this.copied('value')),
      onEnterLeaf: () => this.hex.element.focus(),
    });
    this.hex = new HexView({
      bytesAt: (from, to) => this.ask('bytes', { offset: from, length: to - from }),
      onSelect: (byte) => {
        this.showPosition();
        this.remember();
        void this.revealByte(byte);
      },
      onCopy: () => this.copy({ format: 'hex', ...this.hex.selected }),
    });
    this.detail = new DetailView({
      onCopy: () => this.copy(this.copied('value')),
      onFollow: () => this.tell('follow', { path: this.tree.selected }),
      onClose: () => {
        this.tree.deselect();
        this.tree.element.focus();
      },
    });
    this.search = new MessageSearch({
      onFind: (where, query) => this.ask('find', { in: where, query }),
      onFound: (paths) => this.tree.markFound(paths),
      onField: (path) => void this.goToField(path),
      onBytes: (range) => this.selectBytes(range),
      onGoTo: (offset) => this.goToOffset(offset),
      onBar: (open) => {
        this.toolbar.showFinding(open);
        if (!open) this.tree.element.focus();
      },
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
      onFind: () => this.search.toggle(),
      onHexEditor: () => this.tell('openHexEditor', {}),
      onHandler: () => this.tell('goToHandler', {}),
      onKeys: () => showKeys(),
    });
    const fields = make('div', 'pane');
    fields.append(this.comparison.columns, this.tree.element, this.detail.element);
    this.split = new Splitter(
      fields,
      this.hex.element,
      (room, wide) => this.roomOfBytes(room, wide),
      () => this.saveLayout(),
    );
    this.kept = new KeptState({
      state: host.state,
      saveState: (state) => host.saveState(state),
      keep: (state) => host.notify('keep', { state }),
    });
    this.layOut();
    window.addEventListener('pagehide', () => this.kept.flush());
    this.status.setAttribute('role', 'status');
    const main = make('main', '');
    main.append(this.toolbar.element, this.search.bar.element, this.comparison.element);
    main.append(this.empty, this.split.element, this.status);
    document.body.append(this.header.element, main);
    document.addEventListener('keydown', (event) => this.keyDown(event));
    host.serve(this.handlers, (text) => this.say(text));
  }

  private readonly handlers: Handlers<InspectorPage> = {
    requests: {},
    notices: {
      show: ({ capture, message, kept }) => this.show(capture, message, kept),
      fields: ({ row, path, from, fields }) => {
        if (row === this.message?.row) this.tree.put(path, from, fields);
      },
      facts: ({ row, facts }) => {
        if (row === this.message?.row) this.header.showFacts(facts);
      },
      run: ({ command }) => {
        if (this.message) this.commands[command]();
      },
      say: ({ text }) => this.say(text),
      gone: ({ text }) => {
        this.message = undefined;
        this.header.clear();
        this.showInstead(text);
        this.toolbar.hide();
      },
    },
  };

  private show(capture: string, message: InspectedMessage, told: InspectorState | undefined): void {
    const { captured, row } = message;
    this.header.show(message);
    // Asked for twice, as it is while the page loads: the user goes on where they were.
    const again = this.message?.row === row && this.capture === capture;
    this.message = message;
    this.capture = capture;
    if (again) {
      // Who answers from now on knows of no comparison.
      const { returning, comparedWith } = this;
      if (returning ?? comparedWith !== undefined) void this.goBackTo(returning ?? this.place);
      return;
    }
    this.toolbar.offer(message);
    this.detail.offer(message.offers.follow);
    this.hideComparison();
    this.detail.show(undefined);
    this.showInstead(captured === 0 ? emptyText(message) : '');
    const place = this.kept.begin(capture, row, told);
    this.layOut();
    this.tree.show(place ? { ...message, opened: [] } : message);
    this.hex.show(captured);
    this.split.fit();
    this.showPosition();
    this.stopReturning();
    if (place) void this.goBackTo(place);
    this.search.bar.again();
  }

  /** Has everything in the message as the user had it. */
  private async goBackTo(place: InspectorPosition): Promise<void> {
    this.stopReturning();
    this.returning = place;
    const way = this.returns;
    const { comparedWith, open, selected, bytes } = place;
    if (comparedWith !== undefined) {
      const comparison = await this.ask('compare', { other: comparedWith });
      if (way !== this.returns) return;
      if (comparison) this.showComparison({ ...comparison, opened: [] });
      // The other message is gone.
      else if (this.comparedWith !== undefined) this.showUncompared();
    }
    await Promise.all(open.map((path) => this.open(path)));
    const located = await this.ask('locateField', { path: selected });
    if (way !== this.returns) return;
    // Meanwhile the user may have selected something else.
    const isFree = this.tree.selected.length === 0;
    if (isFree && this.selectField(located) && !bytes && !this.hex.selection)
      this.selectFieldBytes();
    if (bytes && !this.hex.selection) this.hex.restore(bytes);
    this.showPosition();
    this.returning = undefined;
    this.remember();
  }

  private stopReturning(): void {
    this.returns++;
    this.returning = undefined;
  }

  /** @param text Why there is nothing to see; empty when there is. */
  private showInstead(text: string): void {
    this.empty.textContent = text;
    this.empty.hidden = text === '';
    this.split.element.hidden = text !== '';
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

  /** Selects a field as before; the bytes that are selected stay so. */
  private async keepField(path: InspectedPath): Promise<void> {
    if (path.length > 0) this.selectField(await this.ask('locateField', { path }));
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

  private goToByte(offset: number): void {
    const captured = this.message?.captured ?? 0;
    if (captured === 0) return;
    // Where a message breaks may be its end.
    const byte = Math.min(offset, captured - 1);
    this.selectBytes({ from: byte, to: byte + 1 });
  }

  private selectBytes(range: ByteRange): void {
    this.hex.selectRange(range);
    this.showPosition();
    this.remember();
    void this.revealByte(range.from);
  }

  /** @returns Why there is no such offset; empty when there is. */
  private goToOffset(offset: number): string {
    const captured = this.message?.captured ?? 0;
    if (captured === 0) return 'There are no bytes to go to.';
    if (offset >= captured) return `The last offset is ${captured - 1} (0x${hexOf(captured - 1)}).`;
    this.goToByte(offset);
    return '';
  }

  private showPosition(): void {
    const { from, to } = this.hex.selected;
    const range = to - from > 1 ? ` to ${to - 1} (0x${hexOf(to - 1)})` : '';
    const length = ` · ${plural(to - from, 'byte')} selected`;
    this.say(to === from ? '' : `offset ${from} (0x${hexOf(from)})${range}${length}`);
  }

  private say(text: string): void {
    setText(this.status, text);
  }

  private async compare(): Promise<void> {
    const comparison = await this.ask('compare', {});
    if (!comparison) return;
    this.stopReturning();
    this.showComparison(comparison);
    this.remember();
    this.tree.element.focus();
  }

  private showComparison(comparison: InspectedComparison): void {
    this.comparedWith = comparison.other;
    this.comparison.show(comparison);
    this.detail.compare(comparison);
    this.detail.show(undefined);
    this.showInstead('');
    this.tree.show(comparison, true);
    this.hex.markDifferences(comparison.bytes);
  }

  private endComparison(): void {
    this.tell('endComparison', {});
    const { selected } = this.tree;
    this.stopReturning();
    this.showUncompared();
    this.remember();
    void this.keepField(selected);
    this.tree.element.focus();
  }

  private showUncompared(): void {
    const { message } = this;
    if (!message) return;
    this.hideComparison();
    this.detail.show(undefined);
    this.showInstead(message.captured === 0 ? emptyText(message) : '');
    this.tree.show(message);
  }

  private hideComparison(): void {
    this.comparedWith = undefined;
    this.comparison.hide();
    this.detail.compare(undefined);
    this.hex.markDifferences([]);
  }

  /** What a key or a menu of VS Code asks for. */
  private readonly commands: Record<InspectorCommand, () => void> = {
    nextOfPeer: () => this.tell('step', { same: 'peer', by: 1 }),
    previousOfPeer: () => this.tell('step', { same: 'peer', by: -1 }),
    nextOfType: () => this.tell('step', { same: 'type', by: 1 }),
    previousOfType: () => this.tell('step', { same: 'type', by: -1 }),
    copyField: () => this.copy(this.copied('value')),
    copyMessageAsPython: () => this.copy({ format: 'python' }),
    compareMessage: () => void this.compare(),
    findInMessage: () => this.search.open('query'),
    goToOffset: () => this.search.open('offset'),
    inspectorKeys: showKeys,
  };

  private keyDown(event: KeyboardEvent): void {
    const typing = event.target instanceof HTMLInputElement;
    // VS Code has this key, and a browser around it would look for text of its own.
    if ((event.ctrlKey || event.metaKey) && event.key === 'g') event.preventDefault();
    if (event.key !== '?' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    showKeys();
  }

  /** What the bytes need of the room: beside the fields a whole row, below them all rows, within limits. */
  private roomOfBytes(room: number, wide: boolean): number {
    if (!wide) return Math.min(this.hex.height + BORDERS, room * MOST_BELOW);
    const { full, half } = this.hex.widths;
    return BAR + (room - full - BAR >= LEAST_FIELDS ? full : half);
  }

  private setMore(more: boolean): void {
    this.header.setMore(more);
    this.saveLayout();
  }

  /** How the page is divided, which holds for other messages too. */
  private saveLayout(): void {
    const layout = { share: this.split.chosen, more: this.header.more };
    if (this.message) this.kept.save(this.message.row, layout);
  }

  private layOut(): void {
    const { share, more } = this.kept.layout;
    this.split.restore(share ?? {});
    this.header.setMore(more ?? false);
  }

  private get place(): InspectorPosition {
    const { comparedWith } = this;
    const { selection } = this.hex;
    return {
      open: this.tree.openPaths.slice(0, MOST_REMEMBERED),
      selected: this.tree.selected,
      ...(selection && { bytes: selection }),
      ...(comparedWith !== undefined && { comparedWith }),
    };
  }

  /** What a reload of the window brings back. */
  private remember(): void {
    if (this.message && !this.returning) this.kept.save(this.message.row, { place: this.place });
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

function showKeys(): void {
  openKeysHelp('Keys of the inspector', Object.values(INSPECTOR_KEYS));
}

function hexOf(value: number): string {
  return value.toString(16);
}

function emptyText({ size }: InspectedMessage): string {
  return size === 0 ? 'This message has no payload.' : 'None of the payload was captured.';
}
