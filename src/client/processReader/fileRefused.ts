/** A file that is not read, or not what it was read for; its message says why: `it is a directory`. */
export class FileRefused extends Error {}
