/** Of `vscode.Memento`, what is needed here. */
interface Store {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const KEY = 'firstLook';

/**
 * Whether `npm start` asks for a trace of the demo node: once each time that it is run, however often the
 * window is reloaded.
 * @param wish Its environment variable: `demo`, and what tells one run from others.
 */
export function takeFirstLook(wish: string | undefined, store: Store): boolean {
  if (!wish?.startsWith('demo') || store.get(KEY) === wish) return false;
  void store.update(KEY, wish);
  return true;
}
