import { UserError } from './userError';

const OUR_FAULT = 'This is a fault of Bitcoin P2P Trace: please report it with this text.';

/** The helper never connected, or sent something that it should not send. */
export function helperBroken(detail: string): UserError {
  return new UserError('helper-broken', `The tracing helper failed: ${detail}.`, OUR_FAULT, [
    'retry',
    'show-log',
  ]);
}

export function helperEnded(): UserError {
  return new UserError(
    'helper-ended',
    'The tracing helper ended unexpectedly, so the trace ended too. The node keeps running, unaffected.',
    'What was captured is kept. Start the trace again to continue.',
    ['retry'],
  );
}

/** The last statistics did not arrive, so it is not known how much is missing. */
export function endMissing(): UserError {
  return new UserError(
    'end-missing',
    'The end of the trace is missing: the tracing helper did not deliver what the kernel still held, so more may be lost than was counted. The node keeps running, unaffected.',
    'What arrived before that is kept. Start the trace again to continue.',
    ['retry'],
  );
}

/** @param detail What was wrong with the bytes. */
export function badStream(detail: string): UserError {
  return new UserError(
    'bad-stream',
    `The helper sent data that is not a trace (${detail}), so the connection was closed.`,
    'What was captured before that is kept. Start the trace again. If it happens again, please report it.',
    ['retry'],
  );
}
