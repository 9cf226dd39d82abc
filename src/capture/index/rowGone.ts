/** A row that a capture with a limit deleted was asked for. */
export class RowGone extends Error {
  constructor(row: number) {
    super(`row ${row} is gone`);
  }
}
