import { mentionedHashes } from '../../bitcoin/mentionedHashes';
import type { Capture } from '../../capture/capture';
import { isMessage } from '../../capture/index/eventIndex';
import { eventKind } from '../../shared/events/eventKinds';

/** Hashes of one message that are offered. */
const MOST_HASHES = 200;

/** What a row names. */
export interface NamedHashes {
  all: { kind: string; hash: string }[];
  /** It is about one transaction or block, whose ids these are. */
  isOne: boolean;
}

/** The transactions and blocks that a message names, or that the node did something with. */
export async function namedHashes(capture: Capture, row: number): Promise<NamedHashes> {
  const { index } = capture;
  const kind = eventKind(index.kind(row))!;
  if (!isMessage(kind.kind)) {
    const { hashes = [] } = kind.facts?.(await capture.event(row)) ?? {};
    const of = kind.provider === 'mempool' ? 'txid' : 'block';
    return { all: hashes.map((hash) => ({ kind: of, hash })), isOne: hashes.length === 1 };
  }
  const messageType = index.messageType(row);
  const found = mentionedHashes(messageType, await capture.payload(row), MOST_HASHES);
  const all = [...new Map(found.map((each) => [each.hash, each])).values()];
  // The ids of one transaction: some peers name it by this one, some by the other.
  return { all, isOne: all.length === 1 || (messageType === 'tx' && all.length > 0) };
}
