import { decodeMessage } from '../../../bitcoin/decodeMessage';
import { hashesOf } from '../../../bitcoin/mentionedHashes';
import { plainJson } from '../../../bitcoin/plainJson';
import type { Chain } from '../../../bitcoin/read/payload';
import type { Field, HashKind } from '../../../bitcoin/read/field';
import type { MessageEvent, ProbeEvent } from '../../../shared/events/event';
import { chainCalled } from '../../model/chainCalled';
import { PeerVersions } from '../../model/peerVersions';
import { summaryOf } from '../../query/readEvent';
import type { BinaryFormat, RowFacts } from '../exporter';
import { Bytes, TextLists, Texts } from '../parquet/columnBuilders';
import { ParquetExporter, type OwnColumns } from '../parquet/parquetExporter';

/** Of one message: a block of 4,000,000 bytes has no more transactions than half of it. */
const MOST_HASHES = 200_000;
/** A hash in hex, and what JavaScript adds to it. */
const BYTES_OF_A_HASH = 100;

/** One row a message, with its fields and the hashes that it is about: docs/parquet.md. */
export const parquetMessagesFormat: BinaryFormat = {
  id: 'parquet-messages',
  title: 'Parquet, a row for each decoded message',
  extension: 'messages.parquet',
  binary: true,
  needsPayloads: true,
  needsFacts: true,
  needsAnswers: true,
  messagesOnly: true,
  create: () => new ParquetExporter(new MessageColumns()),
};

class MessageColumns implements OwnColumns {
  readonly rowsOf = 'messages';
  private readonly summary = new Texts();
  private readonly hashes: Record<HashKind, TextLists> = {
    txid: new TextLists(),
    wtxid: new TextLists(),
    block: new TextLists(),
  };
  private readonly error = new Texts();
  private readonly fields = new Bytes();
  readonly builders = [
    this.summary,
    this.hashes.txid,
    this.hashes.wtxid,
    this.hashes.block,
    this.error,
    this.fields,
  ];

  private hashBytes = 0;
  private readonly versions = new PeerVersions();

  get bytes(): number {
    return this.fields.length + this.hashBytes;
  }

  has(event: ProbeEvent): boolean {
    return event.kind === 'message';
  }

  set(at: number, event: ProbeEvent, facts: RowFacts | undefined): void {
    const message = event as MessageEvent;
    const { messageType, payload, size } = message;
    const { root, error } = decodeMessage(messageType, payload, {
      chain: chainOf(facts),
      size,
      // The value of a script is its bytes: what is made of them would be found out and left out.
      scripts: false,
      peerVersion: this.versions.of(message),
    });
    this.versions.learn(message);
    if (at === 0) this.hashBytes = 0;
    this.summary.set(at, summaryOf(message));
    this.setHashes(at, root);
    this.error.set(at, error && `${error.reason} at byte ${error.offset}`);
    this.fields.set(at, Buffer.from([...plainJson(root)].join(''), 'latin1'));
  }

  private setHashes(at: number, root: Field): void {
    const found: Record<HashKind, string[]> = { txid: [], wtxid: [], block: [] };
    const hashes = hashesOf(root, MOST_HASHES);
    for (const { kind, hash } of hashes) found[kind].push(hash);
    this.hashBytes += hashes.length * BYTES_OF_A_HASH;
    for (const kind of Object.keys(found) as HashKind[]) this.hashes[kind].set(at, found[kind]);
  }
}

/** What the node says of itself; it matters for the proof of work of headers alone. */
function chainOf(facts: RowFacts | undefined): Chain {
  return chainCalled(facts?.node?.chain) ?? 'main';
}
