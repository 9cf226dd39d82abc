import type { PeersRow } from '../../shared/webview/peersProtocol';
import { findingsOf } from '../captures/findingsOf';
import type { Recording } from '../captures/recording';
import { PeersElements, type PeersArrangement, type PeersElement } from './peersElement';
import { peersRow } from './peersRow';

interface Placed {
  element: PeersElement;
  level: number;
}

/** The rows of a recording from top to bottom, with what the user opened. */
export class PeersList {
  private readonly elements: PeersElements;
  private readonly toggled = new Map<string, boolean>();
  private placed = new Map<string, Placed>();

  constructor(private readonly recording: Recording) {
    this.elements = new PeersElements(recording);
  }

  /** What is listed stays in its place while the mouse is over it. */
  set held(held: boolean) {
    this.elements.held = held;
  }

  toggle(id: string, open: boolean): void {
    this.toggled.set(id, open);
  }

  rows(arrangement: PeersArrangement): PeersRow[] {
    const { elements, recording } = this;
    const placed = new Map<string, Placed>();
    const place = (element: PeersElement, level: number): void => {
      placed.set(element.id, { element, level });
      if (this.isOpen(element) !== true) return;
      for (const child of elements.children(element, arrangement)) place(child, level + 1);
    };
    for (const root of elements.roots()) place(root, 1);
    this.placed = placed;
    return recording.peers.nodes.size === 0 && placed.size === 0
      ? []
      : [...placed.values()].map((each) => this.row(each));
  }

  /** What is in a row that is shown. */
  element(id: string): PeersElement | undefined {
    return this.placed.get(id)?.element;
  }

  /** The rows that are shown whose figures changed after these revisions of the model and of the findings. */
  changedSince(revision: number, found: number): PeersRow[] {
    const findings = findingsOf(this.recording);
    const isFound = (element: PeersElement): boolean =>
      element.kind === 'peer' && findings.revisionOf(element.peer.identity) > found;
    return [...this.placed.values()]
      .filter(({ element }) => revisionOf(element) > revision || isFound(element))
      .map((each) => this.row(each));
  }

  private row({ element, level }: Placed): PeersRow {
    const { id, kind } = element;
    const words = peersRow(element, this.recording);
    const own = { nowMs: undefined, tracing: this.recording.tracing };
    return { id, kind, level, open: this.isOpen(element), ...own, ...words };
  }

  /** @returns undefined for what cannot be opened. */
  private isOpen(element: PeersElement): boolean | undefined {
    if (['waiting', 'type', 'more'].includes(element.kind)) return undefined;
    return this.toggled.get(element.id) ?? opensByItself(element);
  }
}

/** A node, and its closed peers where it has no others to show. */
function opensByItself(element: PeersElement): boolean {
  if (element.kind === 'closed') return element.node.peers.every((peer) => !peer.open);
  return element.kind === 'node';
}

function revisionOf(element: PeersElement): number {
  switch (element.kind) {
    case 'node':
      return element.node.revision;
    case 'peer':
      return element.peer.revision;
    case 'others':
      return element.others.revision;
    case 'type':
      return element.of.revision;
    case 'recording':
    case 'closed':
    case 'waiting':
    case 'more':
      return 0;
  }
}
