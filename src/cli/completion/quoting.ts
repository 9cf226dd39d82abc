/** A word of a shell that means its letters. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The name of a shell's function. */
export function functionName(program: string): string {
  return `_${program.replaceAll('-', '_')}`;
}
