/** What a name of a directory may be made of, and its bytes at most: addresses come from peers and from files. */
const FOLDER = /^(?!\.)[A-Za-z0-9._%[\]-]{1,255}$/;

/**
 * The directory that Core keeps an address in: with `_` in place of each `:`.
 * @param address With its port, as the tracepoints tell it.
 * @returns undefined where it is not known, or cannot be the name of a directory.
 */
export function folderOfAddress(address: string): string | undefined {
  const folder = address.replaceAll(':', '_');
  return FOLDER.test(folder) ? folder : undefined;
}

/** A directory of a node, beside those of others. @param name Of its executable. */
export function folderOfNode(name: string, pid: number): string {
  return `${FOLDER.test(`${name}-${pid}`) ? name || 'node' : 'node'}-${pid}`;
}
