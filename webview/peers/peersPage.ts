import type {
  PeersHost,
  PeersPage as Page,
  PeersShown,
} from '../../src/shared/webview/peersProtocol';
import { make, setText } from '../common/dom';
import type { Host } from '../common/host';
import { Typeahead } from '../inspector/typeahead';
import { AboutBox } from './aboutBox';
import { PeerRows } from './peerRows';
import { rowAfter, rowNamed } from './rowKeys';
import { RowSelection } from './rowSelection';
import { welcome } from './welcome';

/** What outlives the page, which is gone while the view is hidden. */
export interface PeersState {
  scrollTop: number;
  active: string | undefined;
}

/** The Peers view: rows, or a welcome, below what there is to be said of the recording. */
export class PeersPage {
  private readonly selection = new RowSelection();
  private readonly rows = new PeerRows(this.selection);
  private readonly message = make('div', 'notice');
  private readonly hint = make('div', 'hint');
  private readonly welcome = make('div', 'welcome-place');
  private readonly about: AboutBox;
  private readonly typeahead = new Typeahead();
  /** The row that the mouse is over, and whether it stays there when others come. */
  private readonly pointer = { row: undefined as string | undefined, x: 0, y: 0, holds: true };
  private restored = false;
  /** The row of the recording in front, where there are several. */
  private front: string | undefined;
  /** Those that have been in front. */
  private readonly fronts = new Set<string>();

  constructor(private readonly host: Host<Page, PeersHost, PeersState>) {
    this.about = new AboutBox((id) => host.ask('about', { id }));
    this.message.setAttribute('role', 'status');
    const all = make('button', 'link', 'the ladder of all');
    all.addEventListener('click', () => host.notify('act', { action: 'openLadderOfAll' }));
    this.hint.append('Click a peer to see its messages, or open ', all, '.');
    const { element } = this.rows;
    const main = make('main', '');
    main.append(this.message, this.hint, element, this.welcome, this.about.element);
    document.body.append(main);
    this.listen(element);
    host.serve(
      {
        requests: {},
        notices: {
          show: (shown) => this.show(shown),
          figures: ({ rows, nowMs }) => {
            // They come of a capture too, while its findings are looked for.
            this.rows.setClock(nowMs);
            this.rows.update(rows);
          },
        },
      },
      (text) => setText(this.message, text),
    );
  }

  private show({ rows, message, hint, nowMs, live, welcome: what }: PeersShown): void {
    setText(this.message, message);
    this.message.hidden = message === '';
    this.hint.hidden = !hint || rows.length === 0;
    this.rows.element.hidden = what !== undefined;
    const { notify } = this.host;
    this.welcome.replaceChildren(
      ...(what
        ? [
            welcome(what, {
              act: (action) => notify('act', { action }),
              openRecent: (path) => notify('openRecent', { path }),
            }),
          ]
        : []),
    );
    this.rows.setClock(nowMs, live);
    if (this.selection.keep(rows.map(({ id }) => id))) this.tellSelection();
    const isBack = !this.restored;
    this.rows.show(rows, this.pointer.holds ? this.pointer.row : undefined);
    this.restore();
    this.revealFront(isBack);
  }

  /**
   * The recording that was just opened, or that of the editor which the user has gone to, unless some of it is
   * in view.
   * @param isBack What was in view before the view was hidden stays.
   */
  private revealFront(isBack: boolean): void {
    const { rows } = this.rows;
    const heads = rows.filter(({ kind }) => kind === 'recording');
    const head = rows.findIndex(({ kind, named }) => kind === 'recording' && named);
    const front = rows[head]?.id;
    const isNew = !isBack && front !== undefined && !this.fronts.has(front);
    const isOther = this.front !== undefined && front !== undefined && front !== this.front;
    this.front = front;
    for (const { id } of isBack ? heads : []) this.fronts.add(id);
    // The only one has no row of its own.
    const only = heads.length === 0 ? rows[0]?.id.replace(/[/].*/, '/') : front;
    if (only !== undefined) this.fronts.add(only);
    if (!isNew && !isOther) return;
    // Its own rows are still coming, and are not to push it out of view.
    this.pointer.holds = false;
    const next = rows.findIndex(({ kind }, i) => i > head && kind === 'recording');
    const isInView = this.rows.isInView(head, next === -1 ? rows.length : next);
    if (isNew || !isInView) this.rows.reveal(head);
  }

  /** What was in view before the view was hidden. */
  private restore(): void {
    if (this.restored || this.rows.rows.length === 0) return;
    this.restored = true;
    const { state } = this.host;
    if (!state) return;
    if (this.rows.indexOf(state.active) !== undefined) this.selection.only(state.active!);
    this.rows.element.scrollTop = state.scrollTop;
    this.rows.draw();
    this.tellSelection();
  }

  private listen(element: HTMLElement): void {
    element.addEventListener('keydown', (event) => this.keyDown(event));
    element.addEventListener('click', (event) => this.clicked(event));
    element.addEventListener('contextmenu', (event) => this.menuOpens(event));
    element.addEventListener('pointerenter', () => this.host.notify('hold', { held: true }));
    element.addEventListener('pointerleave', () => {
      this.pointer.row = undefined;
      this.about.leave();
      this.host.notify('hold', { held: false });
    });
    element.addEventListener('pointermove', (event) => {
      const row = rowOf(event);
      this.pointed(event, row?.dataset.row);
      if (row && event.buttons === 0) this.about.over(row, row.dataset.row!);
    });
    element.addEventListener('scroll', () => {
      this.about.hide();
      this.saveState();
    });
    element.addEventListener('focus', () => {
      // A tree that is entered by the keyboard has a row that the keys begin at.
      if (
        this.selection.active === undefined &&
        this.rows.rows[0] &&
        this.pointer.row === undefined
      )
        this.selection.active = this.rows.rows[0].id;
      this.rows.draw();
    });
    window.addEventListener('focus', () => {
      if (document.activeElement === document.body && !element.hidden)
        element.focus({ preventScroll: true });
    });
  }

  /** Browsers tell it, too, when rows move below a mouse that rests. */
  private pointed({ screenX: x, screenY: y }: PointerEvent, row: string | undefined): void {
    const { pointer } = this;
    const holds = pointer.holds || x !== pointer.x || y !== pointer.y;
    Object.assign(pointer, { row, x, y, holds });
  }

  private keyDown(event: KeyboardEvent): void {
    const { rows } = this.rows;
    const active = this.rows.indexOf(this.selection.active) ?? 0;
    const row = rows[active];
    if (!row) return;
    const { key } = event;
    if (key === ' ' && this.typeahead.busy) {
      this.typeAhead(event, active);
      return;
    }
    if (key === 'Escape') this.about.hide();
    else if (key === 'ArrowRight' && row.open === false) this.toggle(row.id, true);
    else if (key === 'ArrowLeft' && row.open === true) this.toggle(row.id, false);
    else if (key === 'Enter') this.activate(event.shiftKey || !this.selection.has(row.id), row.id);
    else if (key === ' ') this.selection.toggle(row.id);
    else if (key === 'a' && (event.ctrlKey || event.metaKey)) this.selectAll();
    else if (!this.move(event, active)) {
      this.typeAhead(event, active);
      return;
    }
    event.preventDefault();
    this.selected();
  }

  private move(event: KeyboardEvent, active: number): boolean {
    if (event.altKey || event.metaKey) return false;
    const { rows } = this.rows;
    const isFirst = this.selection.active === undefined;
    const to = rowAfter(event.key, active, rows, this.rows.page);
    const target = rows[isFirst && to !== undefined ? active : (to ?? -1)];
    if (!target) return false;
    if (event.shiftKey)
      this.selection.extend(
        target.id,
        rows.map(({ id }) => id),
      );
    else if (event.ctrlKey) this.selection.active = target.id;
    else this.selection.only(target.id);
    return true;
  }

  private typeAhead(event: KeyboardEvent, active: number): void {
    const text = this.typeahead.add(event);
    if (text === undefined) return;
    event.preventDefault();
    const { rows } = this.rows;
    // The first letter of a name looks for the next one.
    const found = rowNamed(text, text.length === 1 ? active + 1 : active, rows);
    if (found === undefined) return;
    this.selection.only(rows[found]!.id);
    this.selected();
  }

  private selectAll(): void {
    const peers = this.rows.rows.filter(({ kind }) => kind === 'peer').map(({ id }) => id);
    const { active } = this.selection;
    if (peers[0] !== undefined) this.selection.only(peers[0]);
    for (const id of peers.slice(1)) this.selection.toggle(id);
    this.selection.active = active;
  }

  private clicked(event: MouseEvent): void {
    const element = rowOf(event);
    const id = element?.dataset.row;
    const row = this.rows.rows[this.rows.indexOf(id) ?? -1];
    if (!row) return;
    this.about.hide();
    if ((event.target as Element).closest('.found.error, .found.warning')) {
      this.selection.only(row.id);
      this.selected();
      this.host.notify('openFindings', { id: row.id });
      return;
    }
    const onTwisty = (event.target as Element).closest('.twisty') !== null;
    if (event.ctrlKey || event.metaKey) this.selection.toggle(row.id);
    else if (event.shiftKey)
      this.selection.extend(
        row.id,
        this.rows.rows.map((each) => each.id),
      );
    else if (onTwisty && row.open !== undefined) this.toggle(row.id, !row.open);
    else {
      this.selection.only(row.id);
      this.selected();
      this.activate(true, row.id);
      return;
    }
    this.selected();
  }

  /** A menu is about the selected rows where it is opened on one of them. */
  private menuOpens(event: MouseEvent): void {
    this.about.hide();
    const id = rowOf(event)?.dataset.row;
    if (id === undefined || this.selection.has(id)) return;
    this.selection.only(id);
    this.selected();
  }

  /** Opens what a row leads to. @param alone Rather than all rows that are selected. */
  private activate(alone: boolean, id: string): void {
    const row = this.rows.rows[this.rows.indexOf(id)!]!;
    if (row.kind === 'peer' || row.kind === 'type' || row.kind === 'recording')
      this.host.notify('openLadder', { ids: alone ? [id] : this.selection.ids });
    else if (row.open !== undefined) this.toggle(id, !row.open);
  }

  private toggle(id: string, open: boolean): void {
    this.host.notify('toggle', { id, open });
  }

  private selected(): void {
    this.tellSelection();
    const active = this.rows.indexOf(this.selection.active);
    if (active !== undefined) this.rows.reveal(active);
    this.saveState();
  }

  private tellSelection(): void {
    this.host.notify('select', { ids: this.selection.ids });
  }

  private saveState(): void {
    const { scrollTop } = this.rows.element;
    this.host.saveState({ scrollTop, active: this.selection.active });
  }
}

function rowOf(event: Event): HTMLElement | undefined {
  return (event.target as Element).closest<HTMLElement>('.row') ?? undefined;
}
