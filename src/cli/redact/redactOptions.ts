import type { Command } from 'commander';
import type { RedactOptions } from '../../capture/redact/tools';
import { readKey } from './redactKey';

/** Options of the commands that can redact what they give. */
export interface RedactFlags {
  redact?: true;
  redactTimes?: true;
  redactTransactions?: true;
  /** A file. */
  redactKey?: string;
  keepNotes?: true;
}

/** Gives a command these options. */
export function withRedactOptions(command: Command): Command {
  return command
    .option(
      '--redact',
      'replace addresses, names and whatever may hold one by stand-ins: see docs/redaction.md',
    )
    .option('--redact-times', 'and shift all times, by one to ten years; only with --redact')
    .option(
      '--redact-transactions',
      'and replace transactions and hashes of blocks; only with --redact',
    )
    .option(
      '--redact-key <file>',
      'take the key of the stand-ins from this file, which is made if it does not exist: the same key gives the same stand-ins; only with --redact',
    )
    .option('--keep-notes', 'keep what was noted on events; only with --redact')
    .hook('preAction', (_, called) => {
      const { redact, ...rest } = redactFlags(called.opts<RedactFlags>());
      const [lonely] = Object.keys(rest) as (keyof typeof rest)[];
      if (!redact && lonely) called.error(`error: ${OPTION_NAMES[lonely]} needs --redact`);
    });
}

/** @returns What is done to what is read; undefined where nothing is. @throws UserError where the key cannot be had. */
export function redactionOf(flags: RedactFlags): RedactOptions | undefined {
  const { redact, redactTimes, redactTransactions, redactKey, keepNotes } = flags;
  if (!redact) return undefined;
  return {
    key: redactKey === undefined ? undefined : readKey(redactKey),
    times: redactTimes,
    transactions: redactTransactions,
    notes: keepNotes,
  };
}

const OPTION_NAMES = {
  redactTimes: '--redact-times',
  redactTransactions: '--redact-transactions',
  redactKey: '--redact-key',
  keepNotes: '--keep-notes',
} as const;

function redactFlags({ redact, ...flags }: RedactFlags): RedactFlags {
  const { redactTimes, redactTransactions, redactKey, keepNotes } = flags;
  return {
    ...(redact && { redact }),
    ...(redactTimes && { redactTimes }),
    ...(redactTransactions && { redactTransactions }),
    ...(redactKey !== undefined && { redactKey }),
    ...(keepNotes && { keepNotes }),
  };
}
