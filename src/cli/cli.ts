#!/usr/bin/env node
import { CommanderError } from 'commander';
import { UserError } from '../shared/errors/userError';
import { isReaderGone, sayError } from './output';
import { buildProgram } from './program';
import { rawArguments } from './rawArguments';

/** @returns the exit status. */
async function main(): Promise<number> {
  try {
    await buildProgram().parseAsync(rawArguments(), { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    // That is an end like any other.
    if (isReaderGone(error)) return 0;
    sayError(error instanceof UserError ? error.toString() : String(error));
    return 1;
  }
}

void main().then((status) => process.exit(status));
