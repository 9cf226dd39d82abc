import { splitUrl, urlProblem } from '../fleet/fleetAddress';
import type { Startable } from './startChoices';

/** Of `vscode.Memento`, what is needed here. */
interface Store {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const KEY = 'firstLook';

/**
 * What `npm start` or `npm run demo:fleet` asks for: once each time that it is run, however often the window is
 * reloaded.
 * @param wish Their environment variable: `demo`, or `fleet` and the address of a server that asks for no password;
 *   and what tells one run from others.
 */
export function takeFirstLook(wish: string | undefined, store: Store): Startable | undefined {
  const choice = wish === undefined ? undefined : choiceOf(wish);
  if (!choice || store.get(KEY) === wish) return undefined;
  void store.update(KEY, wish);
  return choice;
}

function choiceOf(wish: string): Startable | undefined {
  const [kind, url = ''] = wish.split(' ');
  if (kind === 'demo') return { kind };
  if (kind !== 'fleet' || urlProblem(url) !== undefined) return undefined;
  // All that the server holds is of this run.
  const address = { url: splitUrl(url).url, login: { kind: 'none' as const } };
  return { kind, address, nodes: [], from: 0 };
}
