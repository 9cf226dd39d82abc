// What every script needs to run programs and to speak with whoever started it.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = dirname(dirname(fileURLToPath(import.meta.url)));

/** Ends a script with its message alone: what happened and what to do, no stack. */
export class Stop extends Error {}

export function say(text) {
  process.stdout.write(`${text}\n`);
}

/**
 * Runs a program to its end in this terminal, in the repository unless told.
 * @throws Stop unless it exits with 0.
 */
export function run(program, args, options = {}) {
  const { status, signal, error } = spawnSync(program, args, {
    cwd: repository,
    stdio: 'inherit',
    ...options,
  });
  if (error) throw new Stop(`${program} could not be started: ${error.message}`);
  if (status === 0) return;
  throw new Stop(
    `\`${[program, ...args].join(' ')}\` failed (${signal ?? `exit code ${status}`}). Its output above says why.`,
  );
}

/** What a program prints, or undefined where it is missing or fails. */
export function output(program, args, options = {}) {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', ...options });
  return status === 0 ? stdout : undefined;
}

/** Runs the main function of a script. */
export async function main(script) {
  try {
    await script();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  }
}
