import type { Hello } from '../../shared/frames/hello';

/** A JSON object that stands before everything else where events are redacted; none where they are not. */
export function redactedJson({ redacted, wallNs }: Hello): string[] {
  if (!redacted) return [];
  const { times, transactions } = redacted;
  return [
    `{"time":"${wallNs}","redacted":true,"times_shifted":${times},"transactions_replaced":${transactions}}`,
  ];
}
