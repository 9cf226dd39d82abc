import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { Capture } from '../../../src/capture/capture';
import { offerRecovery } from '../../../src/extension/captures/recovery';
import { Spool } from '../../../src/extension/captures/spool';
import { captureGone } from '../../../src/shared/errors/viewErrors';
import { temporaryDirectory } from '../support/directory';
import { hello } from '../support/frames';
import { writeAbandoned } from './abandoned';

describe('offerRecovery', () => {
  const path = temporaryDirectory();
  let directory = '';
  let spool: Spool;

  beforeEach(() => {
    directory = path(`${Math.random()}`);
    mkdirSync(directory);
    spool = new Spool(directory);
  });

  const abandoned = (name: string) => writeAbandoned(`${directory}/${name}.p2ptrace`);

  async function offer(button: string | undefined): Promise<{ asked: string[]; opened: string[] }> {
    const asked: string[] = [];
    const opened: string[] = [];
    await offerRecovery({
      spool,
      belongsElsewhere: () => false,
      dialogs: () => ({
        inform: (text, buttons) => {
          asked.push(text);
          assert.ok(button === undefined || buttons.includes(button));
          return Promise.resolve(button);
        },
      }),
      open: (file) => Promise.resolve(void opened.push(file)),
    });
    return { asked, opened };
  }

  it('asks nothing where nothing was abandoned', async () => {
    const capture = await Capture.create(`${directory}/live.p2ptrace`, { recoverable: true });
    await capture.append(hello);
    assert.deepEqual((await offer('Open')).asked, []);
    await capture.close();
  });

  it('opens what is wanted, once', async () => {
    const file = await abandoned('a');
    const { asked, opened } = await offer('Open');
    assert.match(asked[0]!, /^Recover the last capture\? .* \d+ B of bitcoind, until /);
    assert.deepEqual(opened, [file]);
    assert.deepEqual((await offer('Open')).asked, []);
    assert.ok(existsSync(file));
  });

  it('asks again until there is an answer', async () => {
    const file = await abandoned('a');
    assert.equal((await offer(undefined)).asked.length, 1);
    assert.deepEqual((await offer('Dismiss')).opened, []);
    assert.equal((await offer('Dismiss')).asked.length, 0);
    assert.ok(existsSync(file));
  });

  it('asks again about a capture that could not be opened', async () => {
    await abandoned('a');
    const dialogs = () => ({ inform: () => Promise.resolve('Open') });
    const open = () => Promise.reject(captureGone('a'));
    const belongsElsewhere = () => false;
    await assert.rejects(offerRecovery({ spool, dialogs, open, belongsElsewhere }), {
      code: 'capture-gone',
    });
    assert.equal((await spool.abandoned()).length, 1);
  });

  it('leaves a capture alone that another window will want', async () => {
    await abandoned('a');
    const dialogs = () => ({ inform: () => assert.fail('nothing is offered') });
    const open = () => Promise.resolve();
    await offerRecovery({ spool, dialogs, open, belongsElsewhere: () => true });
    assert.equal((await spool.abandoned()).length, 1);
  });

  it('offers the latest only', async () => {
    const older = await abandoned('a');
    await new Promise((resolve) => setTimeout(resolve, 20));
    const latest = await abandoned('b');
    assert.deepEqual((await offer('Open')).opened, [latest]);
    assert.equal((await offer('Open')).asked.length, 0);
    assert.ok(existsSync(older));
  });
});
