import { quoted } from '../../shared/text/quoted';
import type { Clock } from './eventJson';
import type { NamedPeer } from './exporter';

/** A JSON object for the name of a peer, as docs/event.schema.json describes it: `time` is that of the event after it. */
export function peerNameJson({ timeNs, name, address }: NamedPeer, clock: Clock): string {
  const time = BigInt(timeNs) + clock.wallNs - clock.monotonicNs;
  return `{"time":"${time}","peer_name":${quoted(name)},"address":${quoted(address)}}`;
}
