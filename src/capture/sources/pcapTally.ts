import { formatBytes, plural } from '../../shared/text/quantity';

/** What reading packets has met that no event tells. */
export class PcapTally {
  readonly encrypted = { connections: 0, bytes: 0 };
  /** Connections that begin as encrypted ones do, without anything that tells they are of Bitcoin. */
  readonly random = { connections: 0, bytes: 0 };
  /** Bytes that packets lack, and in how many places. */
  readonly holes = { places: 0, bytes: 0 };
  /** Messages of which the end has not come. */
  unfinished = 0;
  /** Streams that were not read on, since to find messages in them would take too long. */
  abandoned = 0;
  messages = 0;

  add(what: 'encrypted' | 'random', bytes: number): void {
    this[what].connections++;
    this[what].bytes += bytes;
  }

  /** Whole sentences, each about what is not among the events. */
  notes(): string[] {
    const { encrypted, random, holes, unfinished, abandoned } = this;
    return [
      encrypted.connections > 0 &&
        `${said(encrypted, 'is', 'are')} encrypted (Bitcoin’s v2 transport): what is said there cannot be read.`,
      random.connections > 0 &&
        `${said(random, 'begins', 'begin')} with random bytes, as Bitcoin’s encrypted v2 transport does; nothing else tells whether it is that.`,
      holes.places > 0 &&
        `${plural(holes.bytes, 'byte')} of connections ${holes.bytes === 1 ? 'is' : 'are'} missing in ${plural(holes.places, 'place')}: the packets were not captured. Messages lost with them are marked, each place as one message at least.`,
      unfinished > 0 &&
        `${plural(unfinished, 'message')} had not come whole when the capture or the connection ended.`,
      abandoned > 0 &&
        `${plural(abandoned, 'direction')} of connections could not be read on after a gap: the bytes are made so that it would take too long to find a message.`,
    ].filter((note) => note !== false);
  }
}

function said(
  { connections, bytes }: PcapTally['encrypted'],
  one: string,
  several: string,
): string {
  const verb = connections === 1 ? one : several;
  return `${plural(connections, 'connection')} of ${formatBytes(bytes)} ${verb}`;
}
