import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { addonPath } from './support';

/** Prints why it has not become USER, or that it has, and who it is then. */
const SCRIPT = `
  const addon = require(${JSON.stringify(addonPath)});
  let said = 'dropped';
  try {
    addon.becomeUser(Number(process.argv[1]));
  } catch (error) {
    said = error.message;
  }
  console.log(said + ', user ' + process.getuid());
`;

describe('a drop that does not reach some of the threads', () => {
  it('has not begun on any', () => {
    const nobody = execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }).trim();
    // As whoever starts the helper can limit it: no signal may wait for a thread.
    const command = ['--sigpending=0:0', process.execPath, '-e', SCRIPT, nobody];
    const printed = execFileSync('prlimit', command, { encoding: 'utf8' });
    assert.match(printed, /^a thread: .*, user 0$/m);
  });
});
