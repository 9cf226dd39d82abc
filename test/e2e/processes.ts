import { readdirSync, readFileSync } from 'node:fs';

/** The process that has all of these in its command line. */
export function findProcess(...words: string[]): number | undefined {
  return findCommand((command) => words.every((word) => command.includes(word)));
}

/** The Node.js process that runs this file, and not whoever started it. */
export function findScript(path: string): number | undefined {
  return findCommand((command) => command[1] === path);
}

/** Any process that names this, be it within a line for a shell. */
export function findMention(text: string): number | undefined {
  return findCommand((command) => command.join(' ').includes(text));
}

function findCommand(isIt: (command: string[]) => boolean): number | undefined {
  for (const pid of readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
      if (isIt(command)) return Number(pid);
    } catch {
      // It ended meanwhile.
    }
  }
  return undefined;
}

/** @returns undefined for a process that is gone, or that nobody has waited for yet. */
export function parentOf(pid: number): number | undefined {
  try {
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ');
    return state === 'Z' ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}
