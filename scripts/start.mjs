// npm start: a VS Code with the extension in it that traces the demo node.
import { once } from 'node:events';
import { setUp } from './setup.mjs';
import { desktopCode, openDesktop } from './startDesktop.mjs';
import { openServer } from './startServer.mjs';
import { main } from './terminal.mjs';

const window = { profile: 'start', wish: 'demo', shows: 'a trace of the demo node' };

/** Resolves when whoever runs this asks it to end. */
function interrupted() {
  return Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
}

await main(async () => {
  const code = desktopCode();
  setUp(code ? ['build'] : ['build', 'vscode']);
  const opened = await (code ? openDesktop(code, window) : openServer(window));
  await Promise.race([opened.closed, interrupted()]);
  await opened.close();
});
