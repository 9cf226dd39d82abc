import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { NONCE_FILE, NONCE_SIZE } from '../../src/shared/helper/nonce';
import { makeTestUser, type TestUser } from './testUser';
import { startUsersNode, UserRun } from './userRun';

/** A user who can do nothing else. */
const NOBODY = Number(execFileSync('id', ['-u', 'nobody']));

/** The directory in which a client of nobody's would wait for its helper; but it is root who listens. */
class Place {
  readonly directory = mkdtempSync(join(tmpdir(), 'p2p-trace-place-'));
  readonly socket = join(this.directory, 'helper.sock');
  readonly nonce = join(this.directory, NONCE_FILE);
  private readonly server: Server;
  heard = '';

  private constructor() {
    this.server = createServer((connection) =>
      connection.on('data', (data) => (this.heard += data.toString('latin1'))),
    );
  }

  static async make(): Promise<Place> {
    const place = new Place();
    place.server.listen(place.socket);
    await once(place.server, 'listening');
    writeFileSync(place.nonce, 'x'.repeat(NONCE_SIZE), { mode: 0o600 });
    for (const path of [place.directory, place.socket, place.nonce])
      chownSync(path, NOBODY, NOBODY);
    return place;
  }

  remove(): void {
    this.server.close();
    rmSync(this.directory, { recursive: true });
  }
}

/** What a helper of nobody's, which has nothing to tell but a failure, says of the place. */
async function refusal(socket: string, env = { SUDO_UID: `${NOBODY}` }): Promise<string> {
  const limits = ['--ring-size', '4194304', '--snap-length', '10', '--filter', '0'];
  const args = ['--socket', socket, '--binary', '/nonexistent', ...limits];
  const helper = spawn(process.execPath, [resolve('dist/helper.js'), ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  helper.stderr.on('data', (data) => (said += String(data)));
  const [status] = (await once(helper, 'close')) as [number];
  assert.equal(status, 1);
  return said;
}

describe('a helper goes to nobody but its client', () => {
  let place: Place;

  beforeEach(async () => {
    place = await Place.make();
  });
  afterEach(() => place.remove());

  type Case = [what: string, change: (place: Place) => unknown, said: RegExp];
  const cases: Case[] = [
    ['another user listens', () => undefined, /another user listens/],
    ['the socket is another’s', ({ socket }) => chownSync(socket, 0, 0), /not the invoking user’s/],
    ['others may look into the directory', (p) => chmodSync(p.directory, 0o750), /private/],
    ['the directory is another’s', (p) => chownSync(p.directory, 0, 0), /private/],
    ['the nonce is another’s', ({ nonce }) => chownSync(nonce, 0, 0), /EACCES/],
    ['others may read the nonce', ({ nonce }) => chmodSync(nonce, 0o640), /nonce is not/],
    ['the nonce is too long', ({ nonce }) => writeFileSync(nonce, 'x'.repeat(33)), /nonce is not/],
    ['there is no nonce', ({ nonce }) => rmSync(nonce), /ENOENT/],
    ['the nonce is a link', (p) => moveAndLink(p.nonce), /ELOOP/],
    ['the socket is a link', (p) => moveAndLink(p.socket), /not the invoking user’s/],
    ['the socket is a file', (p) => replace(p.socket), /not the invoking user’s/],
  ];
  for (const [what, change, said] of cases)
    it(`not where ${what}`, async () => {
      change(place);
      assert.match(await refusal(place.socket), said);
      assert.equal(place.heard, '', 'it has told its nonce');
    });

  it('and takes sudo’s word for whose it is, not one of pkexec’s that sudo has let through', async () => {
    const env = { SUDO_UID: `${NOBODY}`, PKEXEC_UID: '1' };
    assert.match(await refusal(place.socket, env), /another user listens/);
  });

  it('not through a link to the directory', async () => {
    const link = `${place.directory}.link`;
    symlinkSync(place.directory, link);
    assert.match(await refusal(join(link, 'helper.sock')), /private directory/);
    unlinkSync(link);
  });
});

/** In the user's own name, so that it is the link alone that is wrong. */
function moveAndLink(path: string): void {
  linkSync(path, `${path}.real`);
  rmSync(path);
  execFileSync('setpriv', [
    '--reuid',
    `${NOBODY}`,
    '--clear-groups',
    'ln',
    '-s',
    `${path}.real`,
    path,
  ]);
}

function replace(path: string): void {
  rmSync(path);
  writeFileSync(path, '');
  chownSync(path, NOBODY, NOBODY);
}

/** Does all that a helper does, but as root. */
const STRANGER = `
  const { connect } = require('node:net');
  const { readFileSync } = require('node:fs');
  const { dirname, join } = require('node:path');
  const path = process.argv[process.argv.indexOf('--socket') + 1];
  const socket = connect(path, () => socket.write(readFileSync(join(dirname(path), 'nonce'))));
  socket.on('error', () => undefined).on('close', () => process.exit(0));
`;

describe('a client', () => {
  let user: TestUser;

  before(() => {
    user = makeTestUser();
  });
  after(() => user.remove());

  it('accepts no helper of another user, even if it knows the secret', async () => {
    const stranger = join(user.home, 'stranger.js');
    writeFileSync(stranger, STRANGER);
    const node = await startUsersNode(user);
    const launch = JSON.stringify(['sudo', '-n', process.execPath, stranger]);
    const run = new UserRun({ user, node, launch });
    assert.match(await run.said('failed'), /^bad-stream .*it is user 0’s/);
    node.child.kill();
  });
});
