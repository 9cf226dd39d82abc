import type {
  PeersAction,
  PeersWelcome,
  RecentCapture,
} from '../../src/shared/webview/peersProtocol';
import { make } from '../common/dom';

export interface WelcomeEvents {
  act(action: PeersAction): void;
  openRecent(path: string): void;
}

/** What to do while there is nothing to show, in the look of VS Code's own welcome views. */
export function welcome({ recent }: PeersWelcome, events: WelcomeEvents): HTMLElement {
  const element = make('div', 'welcome');
  const link = (text: string, action: PeersAction) =>
    button('link', text, () => events.act(action));
  element.append(
    make(
      'p',
      '',
      'Watch the peers and messages of a running Bitcoin Core node, live and complete.',
    ),
    button('primary', 'Start P2P Trace', () => events.act('start')),
    make('p', '', 'No node at hand? The demo plays what a busy node said and heard.'),
    button('secondary', 'Try the Demo', () => events.act('demo')),
    make('p', '', 'Nodes on several machines? Read what agents beside them publish.'),
    link('Connect to a Fleet…', 'connectFleet'),
    make('h3', '', recent.length === 0 ? 'Captures' : 'Recent Captures'),
    ...recent.map((capture) => recentRow(capture, events)),
    link('Open Capture…', 'openCapture'),
    make('h3', '', 'Help'),
    link('Check the Set-up', 'checkSetup'),
    link('Open the Walkthrough', 'walkthrough'),
  );
  return element;
}

function button(className: string, text: string, onClick: () => void): HTMLElement {
  const element = make('button', className, text);
  element.addEventListener('click', onClick);
  return element;
}

function recentRow({ path, name, folder }: RecentCapture, events: WelcomeEvents): HTMLElement {
  const row = make('div', 'recent');
  const open = button('link', name, () => events.openRecent(path));
  open.title = path;
  row.append(open, make('span', 'folder', folder));
  return row;
}
