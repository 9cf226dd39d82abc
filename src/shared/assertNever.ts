/** Ends every switch over a union, so that the compiler finds a forgotten case. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
