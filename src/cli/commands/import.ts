import type { Command } from 'commander';
import { importCommand } from '../importCommand';

/** `import <from> <file>` */
export function addImport(program: Command): void {
  program
    .command('import <from> <file>')
    .description(
      'write what was recorded elsewhere into a capture file: the message_capture directory of a node that ran with -capturemessages, that of a peer in it, or one of its .dat files',
    )
    .option('--force', 'replace the file if it exists; without this, an existing file is an error')
    .action((from: string, file: string, flags: { force?: true }) =>
      importCommand(from, file, flags),
    );
}
