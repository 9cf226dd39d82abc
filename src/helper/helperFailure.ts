import { FAILURE_CODES, type Failure, type FailureCode } from '../shared/frames/failure';

/** Why the helper cannot trace; goes to the client as a failure frame. */
export class HelperFailure extends Error {
  constructor(
    readonly code: FailureCode,
    detail: string,
  ) {
    super(detail);
  }
}

/** @param error Ours, the addon's (`code` is a failure code), or the unexpected. */
export function toFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { code: 'unknown', detail: String(error) };
  const code = 'code' in error ? error.code : undefined;
  return {
    code: FAILURE_CODES.find((known) => known === code) ?? 'unknown',
    detail: error.message,
  };
}
