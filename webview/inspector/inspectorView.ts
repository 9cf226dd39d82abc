import { assertNever } from '../../src/shared/assertNever';
import type {
  CopyRequest,
  FindIn,
  HostToInspector,
  InspectedComparison,
  InspectedMessage,
  InspectedPath,
  InspectorState,
  InspectorToHost,
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

type Place = { path: InspectedPath } | { offset: number };

/** The page: what is known of the message, its fields, its bytes, and what ties them. */
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
  private matches = new Matches<Place>();
  private matchLength = 1;
  private moreMatches = false;
  private search = 0;
  /** First fields of those that are to be open as they were, on their way. */
  private opening = new Set<string>();

  constructor(private readonly host: Host<InspectorToHost, HostToInspector, InspectorState>) {
    this.header = new HeaderView({
      onRow: (other) => this.post({ type: 'show', ...this.row, other }),
      onOffset: (offset) => void this.goToByte(offset),
    });
    this.tree = new TreeView({
      onWant: (path, from, to) => this.post({ type: 'children', ...this.row, path, from, to }),
      onSelect: (byUser) => this.fieldSelected(byUser),
      onOpen: () => this.remember(),
      onCopy: () => this.copy({ format: 'value', path: this.tree.selected }),
    });
    this.hex = new HexView({
      onWant: (from, to) =>
        this.post({ type: 'bytes', ...this.row, offset: from, length: to - from }),
      onSelect: (byte) => {
        this.showPosition();
        this.post({ type: 'locateByte', ...this.row, offset: byte });
      },
      onCopy: () => this.copy({ format: 'hex', ...this.hex.selected }),
    });
    this.detail = new DetailView({
      onCopy: () => this.copy({ format: 'value', path: this.tree.selected }),
      onFollow: () => this.post({ type: 'follow', ...this.row, path: this.tree.selected }),
    });
    this.find = new FindBar({
      onFind: (where, query) => this.startSearch(where, query),
      onStep: (by) => this.stepMatch(by),
      onGoTo: (offset) => this.goToByte(offset),
    });
    this.comparison = new ComparisonBar({
      onGoTo: (path) => this.post({ type: 'locateField', ...this.row, path }),
      onEnd: () => this.endComparison(),
    });
    this.buttons = {
      handler: createButton('Go to handler', 'secondary', () =>
        this.post({ type: 'goToHandler', ...this.row }),
      ),
      hexEditor: createButton('Open in hex editor', 'secondary', () =>
        this.post({ type: 'openHexEditor', ...this.row }),
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
  }

  receive(message: HostToInspector): void {
    if (message.type !== 'show' && 'row' in message && message.row !== this.message?.row) return;
    switch (message.type) {
      case 'show':
        this.show(message.capture, message.message);
        return;
      case 'bytes':
        this.hex.put(message.offset, message.bytes);
        return;
      case 'children':
        this.tree.put(message.path, message.from, message.fields);
        return;
      case 'located':
        this.located(message);
        return;
      case 'found':
        this.showFound(message);
        return;
      case 'facts':
        this.header.showFacts(message.facts);
        return;
      case 'compared':
        this.compare(message.comparison);
        return;
      case 'say':
        setText(this.status, message.text);
        return;
      case 'gone':
        this.message = undefined;
        this.header.clear();
        this.showInstead(message.text);
        this.toolbar.hidden = true;
        return;
      default:
        return assertNever(message);
    }
  }

  private createToolbar(): HTMLElement {
    const step = (same: 'peer' | 'type', by: 1 | -1) => {
      const button = createButton(by > 0 ? '▸' : '◂', 'secondary', () =>
        this.post({ type: 'step', ...this.row, same, by }),
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
      createButton('Save payload…', 'secondary', () => this.post({ type: 'save', ...this.row })),
      createButton('Compare…', 'secondary', () => this.post({ type: 'compare', ...this.row })),
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
    this.opening = new Set(place?.open.map((path) => String([...path, 0])));
    for (const path of place?.open ?? [])
      this.post({ type: 'locateField', row, path: [...path, 0] });
    if (place && place.selected.length > 0)
      this.post({ type: 'locateField', row, path: place.selected });
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

  private located({ path, fields, offset }: Extract<HostToInspector, { type: 'located' }>): void {
    this.tree.reveal(path, fields);
    if (this.opening.delete(String(path)) || path.length === 0) return;
    this.tree.select(path);
    // The byte stays selected where the field was looked for by it.
    if (offset === undefined) this.selectFieldBytes();
  }

  private goToByte(offset: number): boolean {
    const captured = this.message?.captured ?? 0;
    // Where a message breaks may be its end.
    const byte = Math.min(offset, captured - 1);
    if (captured === 0 || offset > captured) return false;
    this.hex.selectRange({ from: byte, to: byte + 1 });
    this.showPosition();
    this.post({ type: 'locateByte', ...this.row, offset: byte });
    return true;
  }

  private showPosition(): void {
    const { from, to } = this.hex.selected;
    const range = to - from > 1 ? ` to ${to - 1} (0x${(to - 1).toString(16)})` : '';
    const length = ` · ${plural(to - from, 'byte')} selected`;
    this.status.textContent = `offset ${from} (0x${from.toString(16)})${range}${length}`;
  }

  private startSearch(where: FindIn, query: string): void {
    this.matches = new Matches();
    this.tree.markFound([]);
    this.search++;
    this.post({ type: 'find', ...this.row, search: this.search, in: where, query });
  }

  private showFound(found: Extract<HostToInspector, { type: 'found' }>): void {
    if (found.search !== this.search) return;
    if (found.problem !== undefined) {
      this.find.showProblem(found.problem);
      return;
    }
    const { paths, offsets, length, more } = found;
    this.matches = new Matches<Place>(
      paths.length > 0 ? paths.map((path) => ({ path })) : offsets.map((offset) => ({ offset })),
    );
    this.matchLength = length;
    this.moreMatches = more;
    this.tree.markFound(paths);
    this.stepMatch(1);
  }

  private stepMatch(by: 1 | -1): void {
    const place = this.matches.step(by);
    this.find.showMatches(this.matches.position, this.matches.all.length, this.moreMatches);
    if (!place) return;
    if ('path' in place) {
      this.post({ type: 'locateField', ...this.row, path: place.path });
      return;
    }
    this.hex.selectRange({ from: place.offset, to: place.offset + this.matchLength });
    this.showPosition();
    this.post({ type: 'locateByte', ...this.row, offset: place.offset });
  }

  private compare(comparison: InspectedComparison): void {
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
    this.post({ type: 'copy', ...this.row, what });
  }

  private get row(): { row: number } {
    return { row: this.message?.row ?? -1 };
  }

  private post(message: InspectorToHost): void {
    if (this.message) this.host.post(message);
  }
}

function emptyText({ size }: InspectedMessage): string {
  return size === 0 ? 'This message has no payload.' : 'Nothing of the payload was captured.';
}
