/**
 * Memory that many share, each of which may wait for ever for what never comes. Nobody may hold more than what is
 * left for all others, so there is always some, however many they are.
 */
export class Room {
  private used = 0;

  /** @param total Bytes. @param most Bytes of one. */
  constructor(
    private readonly total: number,
    private readonly most: number,
  ) {}

  /** @param held What the one who asks holds already. @returns Whether it may hold so many bytes more. */
  take(held: number, bytes: number): boolean {
    if (held + bytes > Math.min(this.most, this.total - this.used)) return false;
    this.used += bytes;
    return true;
  }

  give(bytes: number): void {
    this.used -= bytes;
  }
}
