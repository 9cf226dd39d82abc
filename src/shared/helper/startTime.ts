/**
 * When a process began, in clock ticks since boot: tells it from a later one of the same number.
 * @param stat Content of /proc/PID/stat.
 * @returns undefined when it has ended, also when only its parent has not noticed yet.
 */
export function startTimeOf(stat: string): string | undefined {
  // The name, in parentheses, may hold anything; state is field 3, start time field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}
