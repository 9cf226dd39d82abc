/** Bytes of a file that are left out, since they are no whole record. */
export interface Damage {
  path: string;
  /** Where they begin in the file. */
  offset: number;
  bytes: number;
}
