import { recordOf } from '../../bitcoin/messages/records';
import { LimitedMap } from '../../shared/limitedMap';
import { readAddress, writeAddress } from './addressText';
import { Hosts } from './hosts';
import { Secret } from './secret';

/** What is done to a capture beyond what is done to each. */
export interface RedactOptions {
  /** 32 bytes: with the same key the same things have the same stand-ins. @default random */
  key?: Buffer | undefined;
  /** All times are shifted, by one to ten years into the past. @default false */
  times?: boolean | undefined;
  /** Transactions and hashes of blocks are replaced. @default false */
  transactions?: boolean | undefined;
  /** What the user noted on events stays. @default false */
  notes?: boolean | undefined;
}

const YEAR = 31_557_600;
/** Times before this one are none: OLDEST_TIME of Core's net_processing.cpp, Unix seconds. */
const OLDEST = 100_000_000;
const LATEST = 2 ** 32;
/** Texts whose stand-ins are remembered. */
const MOST_REMEMBERED = 65_536;
const NULL = Buffer.alloc(32);

/** Types of messages that are not in Core and that others have specified: their names tell of nobody. */
const OTHER_TYPES = new Set(
  'checkorder submitorder reply xversion xverack xthinblock get_xthin sendrecon reqrecon sketch reconcildiff reqsketchext dandeliontx authch authreply getutxos utxos protoconf sendpackages pckginfo1 getpkgtxns pkgtxns ancpkginfo getpkgtxns'.split(
    ' ',
  ),
);

/** Makes the stand-ins of one redaction. */
export class Tools {
  readonly hosts: Hosts;
  /** Transactions and hashes of blocks are replaced. */
  readonly replaces: boolean;
  /** Seconds that are added to times. */
  readonly shift: number;
  private readonly secret: Secret;
  private readonly addresses = new LimitedMap<string, string>(MOST_REMEMBERED);
  private readonly types = new LimitedMap<string, string>(MOST_REMEMBERED);
  private readonly hashes = new LimitedMap<string, Buffer>(MOST_REMEMBERED);

  constructor({ key, times = false, transactions = false }: RedactOptions) {
    this.secret = new Secret(key);
    this.hosts = new Hosts(this.secret);
    this.replaces = transactions;
    this.shift = times ? -(YEAR + (this.secret.number('time', '') % (9 * YEAR))) : 0;
  }

  /** An address with its port, as the tracepoints write it. */
  address(text: string): string {
    if (text === '') return '';
    let standIn = this.addresses.get(text);
    if (standIn === undefined) {
      const { host, port } = readAddress(text);
      standIn = writeAddress({
        host: this.hosts.standIn(host),
        port: port === undefined ? undefined : this.hosts.port(host, port),
      });
      this.addresses.set(text, standIn);
    }
    return standIn;
  }

  /** The type of a message: one that a peer made up may be any text of 12 bytes. */
  messageType(type: string): string {
    if (type === '' || recordOf(type) || OTHER_TYPES.has(type)) return type;
    let standIn = this.types.get(type);
    if (standIn === undefined) {
      standIn = `unknown${this.secret.bytes('type', type, 3).toString('hex').slice(1)}`;
      this.types.set(type, standIn);
    }
    return standIn;
  }

  /** A name that tells things apart, and nothing of them. */
  name(what: string, thing: string): string {
    return this.secret.bytes(what, thing, 4).toString('hex');
  }

  /** What permutes numbers of a kind. */
  key(what: string): Buffer {
    return this.secret.bytes(what, '', 32);
  }

  /** A number that somebody drew; 0 means none. */
  nonce(bytes: Uint8Array): Uint8Array {
    return bytes.some((byte) => byte !== 0)
      ? this.secret.bytes('nonce', bytes, bytes.length)
      : bytes;
  }

  /** A hash of a transaction or block; the null hash means none. */
  hash(bytes: Uint8Array): Uint8Array {
    if (NULL.equals(bytes)) return bytes;
    // The same are announced and asked for by many peers.
    const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    let standIn = this.hashes.get(key);
    if (!standIn) this.hashes.set(key, (standIn = this.secret.bytes('hash', bytes, bytes.length)));
    return standIn;
  }

  /** @param seconds Unix. */
  time(seconds: number): number {
    return seconds > OLDEST && seconds < LATEST ? Math.max(OLDEST, seconds + this.shift) : seconds;
  }
}
