/** Compressed bytes cannot be read any further. */
export class BrokenCompression extends Error {}
