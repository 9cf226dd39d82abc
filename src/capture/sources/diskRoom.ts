import { statfs } from 'node:fs/promises';
import type { UserError } from '../../shared/errors/userError';

/** Of the space that is free, what one thing takes at most. */
const SHARE = 0.5;

/** How much may still be written somewhere of what nobody knows the size of before. */
export class DiskRoom {
  private left: number;

  private constructor(
    private readonly limit: number,
    private readonly full: (limit: number) => UserError,
  ) {
    this.left = limit;
  }

  /** @param directory It exists. @param full Why more than that many bytes are too many. @throws The error of the system. */
  static async of(directory: string, full: (limit: number) => UserError): Promise<DiskRoom> {
    const { bavail, bsize } = await statfs(directory);
    return new DiskRoom(Math.floor(bavail * bsize * SHARE), full);
  }

  /** Further bytes are about to be written. @throws UserError that `full` made */
  take(bytes: number): void {
    this.left -= bytes;
    if (this.left < 0) throw this.full(this.limit);
  }
}
