import { ladderParts, type LadderParts } from '../../../src/extension/ladder/ladderParts';
import { LadderRows } from '../../../src/extension/ladder/ladderRows';
import type { Recording } from '../../../src/extension/captures/recording';
import {
  EVERYTHING,
  type LadderQuery,
  type LadderSource,
} from '../../../src/shared/webview/ladderProtocol';

/** What a ladder of these peers is made of. */
export function partsOf(
  recording: Recording,
  peers: LadderSource['peers'] = 'all',
  aliases: Record<string, string> = {},
): LadderParts {
  return ladderParts(recording, peers, (address) => aliases[address]);
}

export function ladderOf(
  recording: Recording,
  query: Partial<LadderQuery> = {},
  peers?: LadderSource['peers'],
): LadderRows {
  return new LadderRows(partsOf(recording, peers), { ...EVERYTHING, ...query });
}

/** Waits until the condition holds. @throws after 5 seconds. */
export async function soon(what: string, holds: () => boolean): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${what}: not within 5 s`);
}
