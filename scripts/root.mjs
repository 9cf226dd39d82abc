import { output, Stop } from './terminal.mjs';

export const isRoot = process.getuid?.() === 0;

/** Variables that make a program under sudo act for the user who called sudo. */
const sudoMarks = ['SUDO_UID', 'SUDO_GID', 'SUDO_USER', 'SUDO_COMMAND'];

/**
 * A command line that runs `command` as root: itself, or through sudo with `environment` handed on.
 * @throws Stop where there is no way to become root.
 */
export function asRoot(command, environment = {}) {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  if (isRoot) return ['env', ...variables, ...command];
  if (output('sudo', ['-V']) === undefined) {
    throw new Stop(
      `Root is needed for \`${command.join(' ')}\`, and sudo is not installed.\n` +
        'Run this as root, or install sudo and allow your user to use it.',
    );
  }
  return ['sudo', 'env', ...sudoMarks.map((name) => `--unset=${name}`), ...variables, ...command];
}
