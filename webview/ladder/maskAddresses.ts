/** Anything but the last of them: `1.2.3.4:8333`. */
const IPV4 = /\b(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\b/g;
/** An IPv6 address in brackets, as Core writes it before a port. */
const IPV6 = /\[[0-9a-f:.]+(%\w+)?\]/gi;
/** Onion services and I2P by their whole name. */
const NAMES = /\b[a-z2-7]{16,}(\.b32)?\.(onion|i2p)\b/gi;

/** Addresses so that they can be published: `XX.XX.XXX.196`, `[XXXX::XXXX]`, `XXXX.onion`. */
export function maskAddresses(text: string): string {
  return text
    .replace(IPV4, (_all, a: string, b: string, c: string, d: string) =>
      [...[a, b, c].map((part) => 'X'.repeat(part.length)), d].join('.'),
    )
    .replace(IPV6, '[XXXX::XXXX]')
    .replace(NAMES, (_all, _b32, ending: string) => `XXXX.${ending}`);
}
