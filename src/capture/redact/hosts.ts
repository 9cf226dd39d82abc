import { LimitedMap } from '../../shared/limitedMap';
import { beginsWith, hostKey, type Host, Network } from './host';
import { Ipv4StandIns } from './ipv4StandIns';
import { permute } from './permute';
import type { Secret } from './secret';

/** Hosts whose stand-ins are remembered, as they are computed. */
const MOST_REMEMBERED = 65_536;

/** Base32 of these bytes is `redacted`: what an onion or I2P address then begins with. */
const REDACTED = Buffer.from('8906014c83', 'hex');

/** Prefixes of IPv6, and what stands for the addresses that have them. */
const DOCUMENTATION = Buffer.from('20010db8', 'hex');
const LOCAL = Buffer.from('fd000db8', 'hex');
const LINK_LOCAL = Buffer.from('fe80000000000000', 'hex');
const CJDNS = Buffer.from('fc000db8', 'hex');
const INTERNAL = Buffer.from('fd6b88c08724', 'hex');

/** nDefaultPort of Core's kernel/chainparams.cpp, and none: they say which chain it is, and of nobody who. */
const KEPT_PORTS = new Set([0, 8333, 18333, 48333, 38333, 18444]);

/** Gives hosts and ports their stand-ins: of the same network, the same each time, and each another one. */
export class Hosts {
  private readonly ipv4: Ipv4StandIns;
  private readonly known = new LimitedMap<string, Uint8Array>(MOST_REMEMBERED);
  private readonly portKeys = new LimitedMap<string, Buffer>(MOST_REMEMBERED);

  constructor(private readonly secret: Secret) {
    this.ipv4 = new Ipv4StandIns(secret);
  }

  /** @returns A host of the same network, with an address of as many bytes. */
  standIn(host: Host): Host {
    const key = hostKey(host);
    let bytes = this.known.get(key);
    // What stays as it is lies in memory of the caller, who writes other frames into it.
    if (!bytes) this.known.set(key, (bytes = Uint8Array.from(this.replace(host))));
    return { network: host.network, bytes };
  }

  /** @returns Another port of this host; default ports of Bitcoin stay. */
  port(host: Host, port: number): number {
    if (KEPT_PORTS.has(port)) return port;
    const key = this.portKey(hostKey(host));
    let mapped = port;
    do mapped = permute(mapped, 16, key);
    while (KEPT_PORTS.has(mapped));
    return mapped;
  }

  private portKey(host: string): Buffer {
    let key = this.portKeys.get(host);
    if (!key) this.portKeys.set(host, (key = this.secret.bytes('ports', host, 32)));
    return key;
  }

  private replace({ network, bytes }: Host): Uint8Array {
    switch (network as Network) {
      case Network.IPv4:
        return this.ipv4.of(bytes);
      case Network.IPv6:
        return this.ipv6(bytes);
      case Network.CJDNS:
        return this.filled(CJDNS, 'cjdns', bytes);
      case Network.TorV2:
        return this.filled(REDACTED, 'tor v2', bytes);
      case Network.TorV3:
        return this.filled(REDACTED, 'tor v3', bytes);
      case Network.I2P:
        return this.filled(REDACTED, 'i2p', bytes);
      case Network.Name:
        return Buffer.from(`host-${this.secret.bytes('name', bytes, 8).toString('hex')}.invalid`);
      default:
        return this.secret.bytes(`network ${network}`, bytes, bytes.length);
    }
  }

  private ipv6(ip: Uint8Array): Uint8Array {
    // No address at all.
    if (ip.every((byte) => byte === 0)) return ip;
    if (beginsWith(ip, INTERNAL)) return this.filled(INTERNAL, 'internal', ip);
    if (ip[0] === 0xfe && (ip[1]! & 0xc0) === 0x80) return this.filled(LINK_LOCAL, 'ipv6', ip);
    const isLocal = ip[0] === 0xfd || ip.every((byte, i) => byte === (i === 15 ? 1 : 0));
    return this.filled(isLocal ? LOCAL : DOCUMENTATION, 'ipv6', ip);
  }

  /** As many bytes as there were, with this beginning. */
  private filled(prefix: Buffer, what: string, bytes: Uint8Array): Uint8Array {
    const rest = this.secret.bytes(what, bytes, Math.max(0, bytes.length - prefix.length));
    return Buffer.concat([prefix, rest]).subarray(0, bytes.length);
  }
}
