/** A filter that makes no sense, and where: characters [from, to) of its text. */
export class QueryError extends Error {
  constructor(
    message: string,
    readonly from: number,
    readonly to: number,
    /** What was probably meant in place of these characters. */
    readonly instead?: string,
  ) {
    super(message);
  }
}
