// A VS Code server of an ordinary user's, in the mount namespace of a process: what userMachine.ts asks
// for as JSON in its one argument. Prints its address, and ends with its standard input.
import { join } from 'node:path';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { directory, installVsix, startServer } from '../../scripts/vscodeServer.mjs';
import { writeFirstSettings } from '../../scripts/vscodeSettings.mjs';
import { vsix } from '../../scripts/vsix.mjs';

const { home, name, holder, server } = JSON.parse(process.argv[2]);

/** As root: what was made for the user becomes the user's, and so does what runs. */
const BECOME = `chown -R "$0:" "$1" && shift && exec setpriv --reuid "$0" --regid "$0" --init-groups -- "$@"`;

const folders = { data: join(home, 'data'), extensions: join(home, 'extensions') };
mkdirSync(folders.extensions, { recursive: true });
const settings = join(folders.data, 'data/User/settings.json');
writeFirstSettings(settings);
// A terminal that is drawn as text can be read.
const quiet = JSON.parse(readFileSync(settings, 'utf8'));
writeFileSync(settings, JSON.stringify({ ...quiet, 'terminal.integrated.gpuAcceleration': 'off' }));
installVsix(vsix, folders);
chmodSync(home, 0o755);
const running = await startServer(folders, {
  wrap: (command) => [
    ...['nsenter', '--mount', '--target', `${holder}`, 'sh', '-c', BECOME, name, home],
    // The user may not look into root's home, where the cache is.
    ...command.map((word) => word.replace(directory, server)),
  ],
  env: { HOME: home, USER: name, LOGNAME: name, SHELL: '/bin/bash', DISPLAY: ':77' },
  log: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${running.url({ ew: 'true' })}\n`);
process.stdin.resume();
process.stdin.once('end', async () => {
  await running.stop();
  process.exit(0);
});
