import {
  rowsDependencies,
  type RowsDependencies,
} from '../../../src/extension/ladder/rowsDependencies';
import { FilterMemory } from '../../../src/extension/ladder/filterMemory';
import { LadderRows } from '../../../src/extension/ladder/ladderRows';
import {
  LadderSession,
  type LadderDependencies,
} from '../../../src/extension/ladder/ladderSession';
import type { Recording } from '../../../src/extension/captures/recording';
import type { Handlers } from '../../../src/shared/webview/channel';
import {
  EVERYTHING,
  type LadderHost,
  type LadderPage,
  type LadderQuery,
  type LadderSource,
} from '../../../src/shared/webview/ladderProtocol';

/** What the rows of a ladder of these peers depend on. */
export function depsOf(
  recording: Recording,
  peers: LadderSource['peers'] = 'all',
  aliases: Record<string, string> = {},
): RowsDependencies {
  return rowsDependencies(recording, peers, (address) => aliases[address]);
}

export function ladderOf(
  recording: Recording,
  query: Partial<LadderQuery> = {},
  peers?: LadderSource['peers'],
): LadderRows {
  return new LadderRows(depsOf(recording, peers), { ...EVERYTHING, ...query });
}

type Notices = LadderPage['notices'];
/** A notice to the page, by its name. */
export type Told = { [N in keyof Notices]: { type: N } & Notices[N] }[keyof Notices];

/** A session with what it told its page, which is asked as the page asks. */
export class LadderTester {
  readonly told: Told[] = [];
  readonly session: LadderSession;
  readonly ask: Handlers<LadderHost>['requests'];
  readonly tell: Handlers<LadderHost>['notices'];

  constructor(
    recording: Recording,
    source: LadderSource,
    deps: Partial<LadderDependencies> = {},
    onTold: (told: Told) => void = () => undefined,
  ) {
    const nothing = (): void => undefined;
    this.session = new LadderSession({
      recording,
      source,
      timeFormat: 'delta',
      nameOf: () => undefined,
      notify: (type, params) => {
        const told = { type, ...params } as unknown as Told;
        this.told.push(told);
        onTold(told);
      },
      inspect: nothing,
      select: nothing,
      savedFilters: nothing,
      filters: new FilterMemory({ get: nothing, update: () => Promise.resolve() }),
      changeFilter: nothing,
      chooseColumns: nothing,
      run: nothing,
      copyText: nothing,
      ...deps,
    });
    this.ask = this.session.handlers.requests;
    this.tell = this.session.handlers.notices;
  }

  /** The page is loaded. */
  ready(query: Partial<LadderQuery> = {}): void {
    void this.tell.ready({ query: { ...EVERYTHING, ...query } });
  }

  last<T extends Told['type']>(type: T): Extract<Told, { type: T }> | undefined {
    return this.told.findLast((each): each is Extract<Told, { type: T }> => each.type === type);
  }
}

/** Waits until the condition holds. @throws after 5 seconds. */
export async function soon(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${what}: not within 5 s`);
}
