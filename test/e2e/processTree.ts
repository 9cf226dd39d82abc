import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of a second in /proc/PID/stat. */
const TICKS = 100;

interface Process {
  pid: number;
  parent: number;
  /** Processor time, seconds. */
  cpu: number;
}

/** Processor time of all processes that a process of this machine started, and theirs, seconds. */
export function cpuOfDescendants(pid: number): number {
  const all = processes();
  const known = new Set([pid]);
  for (let size = 0; size !== known.size;) {
    size = known.size;
    for (const each of all) if (known.has(each.parent)) known.add(each.pid);
  }
  known.delete(pid);
  return all.filter((each) => known.has(each.pid)).reduce((sum, { cpu }) => sum + cpu, 0);
}

function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        // The name of the program may have spaces.
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const cpu = (Number(fields[11]) + Number(fields[12])) / TICKS;
        return [{ pid: Number(name), parent: Number(fields[1]), cpu }];
      } catch {
        // It has just ended.
        return [];
      }
    });
}
