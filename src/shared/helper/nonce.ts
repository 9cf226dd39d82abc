/**
 * The client's secret for one helper, in a file beside its socket that only its user can read. The
 * helper sends these bytes before its first frame; no argument and no environment carries them.
 */
export const NONCE_FILE = 'nonce';

/** Bytes. */
export const NONCE_SIZE = 32;
