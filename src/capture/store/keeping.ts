export interface CreateOptions {
  /** Replace a capture of this name. */
  overwrite?: boolean;
  /** Bytes on the disk at most; there is no limit when absent. Below 32 MB it is coarse. */
  limitBytes?: number | undefined;
  /**
   * At the limit: delete the oldest events, an eighth of the limit at a time, or take no more. To
   * rotate, the capture consists of several files: docs/capture-format.md.
   */
  whenFull?: 'rotate' | 'stop';
  /**
   * When the file cannot be written: `append` throws, or events go on being indexed, without their
   * bytes, until it can be written again.
   */
  whenDiskFull?: 'fail' | 'go-on';
  /** findRecoverable finds the capture if this process is killed before it closes it. */
  recoverable?: boolean;
  /** What findRecoverable then gives with it. */
  note?: string;
}

/** What happens to that which is appended now. */
export type Keeping =
  | { kind: 'all' }
  /** At the limit: nothing is taken any more, only counted: Losses, cause `limit`. */
  | { kind: 'full'; limitBytes: number }
  /** The file cannot be written, as the system says: events are indexed, their bytes cannot be read. */
  | { kind: 'failing'; detail: string };

/** The oldest events were deleted. */
export interface Rotation {
  /** EventIndex.firstRow. */
  firstRow: number;
  /** Events that went this time. */
  rows: number;
}
