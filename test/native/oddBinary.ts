import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Notes of one tracepoint, as a compiler could have written them. */
export interface OddProbe {
  /** `net` by default. */
  provider?: string;
  name: string;
  operands?: string;
  /** How often the binary has the note; once by default. */
  copies?: number;
}

export const MESSAGE_OPERANDS = '-8@%rdi 8@%rsi 8@%rdx 8@%rcx 8@%r8 8@%r9';
/** `peers[k]`, as gcc -O1 reads it. */
export const INDEXED_OPERANDS = '-8@-8(%rsp,%rax,8) 8@%rsi 8@%rdx 8@%rcx 8@%r8 8@%r9';

let folder: string | undefined;
let binaries = 0;

/** @returns the path of a binary that has these, and sleeps. */
export function oddBinary(...probes: OddProbe[]): string {
  if (folder === undefined) {
    folder = mkdtempSync(join(tmpdir(), 'p2p-trace-odd-'));
    process.on('exit', () => rmSync(folder!, { recursive: true }));
  }
  const path = join(folder, `node-${binaries++}`);
  const notes = probes.map(note).join('\n');
  const source = `#include <unistd.h>\nint main(void)\n{\n${notes}\nsleep(1000);\nreturn 0;\n}\n`;
  execFileSync('cc', ['-x', 'c', '-o', path, '-'], { input: source });
  return path;
}

/** As <sys/sdt.h> writes it, but with any operands and any number of times. */
function note({
  provider = 'net',
  name,
  operands = MESSAGE_OPERANDS,
  copies = 1,
}: OddProbe): string {
  const lines = [
    '990: nop',
    '.pushsection .note.stapsdt,\\"\\",\\"note\\"',
    `.rept ${copies}`,
    '.balign 4',
    '.4byte 8, 992f-991f, 3',
    '.asciz \\"stapsdt\\"',
    '991: .8byte 990b, 0, 0',
    `.asciz \\"${provider}\\"`,
    `.asciz \\"${name}\\"`,
    `.asciz \\"${operands}\\"`,
    '992: .balign 4',
    '.endr',
    '.popsection',
  ];
  return `__asm__ volatile("${lines.join('\\n')}");`;
}
