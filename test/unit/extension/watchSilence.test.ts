import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { TraceEnd } from '../../../src/client/trace';
import { watchSilence } from '../../../src/extension/start/watchSilence';
import type { UserError } from '../../../src/shared/errors/userError';
import { temporaryDirectory } from '../support/directory';
import { message } from '../support/frames';
import { recordingOf } from './support';

/** The node is this process, with a real connection of its own. */
describe('a live trace that sees nothing', () => {
  const path = temporaryDirectory();
  const server = createServer();
  let socket: Socket;
  const target = { kind: 'node', pid: process.pid, binary: process.execPath } as const;
  const node = {
    pid: process.pid,
    binary: process.execPath,
    network: 'regtest',
    dataDirectory: '',
  };

  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
  });
  after(() => {
    socket.destroy();
    server.close();
  });

  it('says so once, with what may be the reason, and by its row until the next event', async () => {
    const recording = await recordingOf(path('capture'));
    recording.filter = { messageTypes: ['block'] };
    const notices: UserError[] = [];
    let end!: () => void;
    const ended = new Promise<TraceEnd>(
      (resolve) => (end = () => resolve({ reason: 'stopped', complete: true })),
    );
    watchSilence(
      { nodePid: process.pid, ended },
      {
        ...{ subject: { target, node }, recording, patience: 0, interval: 1 },
        onNotice: (notice) => notices.push(notice),
      },
    );
    while (notices.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(notices[0]!.code, 'silent-trace');
    assert.match(notices[0]!.message, /2 open connections.*A filter is set/);
    assert.deepEqual(notices[0]!.actions, ['check-setup', 'stop-and-start']);
    assert.equal(recording.silence, 'nothing seen, 2 open connections');
    await recording.capture.append(message());
    assert.equal(recording.silence, '');
    assert.equal(notices.length, 1);
    end();
    await ended;
  });
});
