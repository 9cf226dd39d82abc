import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { placeName, placeOnDisk } from '../../capture/sources/placeName';
import { Emitter } from '../../shared/emitter';
import type { RecentCapture } from '../../shared/webview/peersProtocol';
import type { Store } from '../host/store';

const KEY = 'recentCaptures';
const MOST = 10;

/** The captures that were opened or saved last, in earlier windows too; the latest first. */
export class RecentCaptures {
  private readonly changed = new Emitter<void>();
  readonly onChange = this.changed.event;

  constructor(private readonly store: Store) {}

  /** @param path Absolute. */
  add(path: string): void {
    this.keep([path, ...this.paths.filter((other) => other !== path)].slice(0, MOST));
  }

  forget(path: string): void {
    this.keep(this.paths.filter((other) => other !== path));
  }

  /** Those whose file is there: it may be back tomorrow, on a disk that is not mounted now. */
  async list(): Promise<RecentCapture[]> {
    const { paths } = this;
    const there = await Promise.all(paths.map(exists));
    return paths.filter((_, i) => there[i]).map(recentCapture);
  }

  private get paths(): string[] {
    const kept = this.store.get(KEY);
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : [];
  }

  private keep(paths: string[]): void {
    void this.store.update(KEY, paths);
    this.changed.fire();
  }
}

function recentCapture(path: string): RecentCapture {
  return { path, name: placeName(path), folder: shortFolder(placeOnDisk(path)) };
}

/** The folder of a file, with `~` for that of the user. */
export function shortFolder(path: string): string {
  const folder = dirname(path);
  const home = homedir();
  const short = folder === home || folder.startsWith(`${home}/`);
  return short ? `~${folder.slice(home.length)}` : folder;
}

async function exists(path: string): Promise<boolean> {
  return access(placeOnDisk(path)).then(
    () => true,
    () => false,
  );
}
