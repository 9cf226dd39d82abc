/** Characters before the port and the suffix that stay in sight. */
const KEPT = 4;

/**
 * An address in two parts: the end of the first is what gives way in a narrow row, so that the
 * beginning, and the end with network and port, stay in sight.
 */
export function splitAddress(address: string): [head: string, tail: string] {
  const end = /(\.b32)?(\.(onion|i2p))?\]?(:\d{1,5})?$/.exec(address)?.[0].length ?? 0;
  const characters = Array.from(address);
  // What is short is cut at its end, if at all.
  const at = characters.length - Math.min(end, 16) - KEPT;
  if (at < KEPT) return [address, ''];
  return [characters.slice(0, at).join(''), characters.slice(at).join('')];
}
