import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Capture } from '../../src/capture/capture';
import { isMessage } from '../../src/capture/index/eventIndex';
import { temporaryDirectory } from '../unit/support/directory';
import { smallDisk } from '../unit/support/smallDisk';
import { CliRun } from './cliRun';
import { running } from './running';
import { RunningNode, session } from './support';

const PLAY = ['--session', session, '--wait', '--speed', '50', '--loops', '0'];

/** Messages in a capture file. */
async function messagesIn(path: string): Promise<number> {
  const capture = await Capture.open(path);
  await capture.close();
  const { index, damagedBytes } = capture;
  assert.equal(damagedBytes, 0);
  let messages = 0;
  for (let row = index.firstRow; row < index.length; row++)
    if (isMessage(index.kind(row))) messages++;
  return messages;
}

describe('recording in a terminal', () => {
  const path = temporaryDirectory();
  const disk = smallDisk(3000);
  const { nodes, runs } = running();

  async function record(file: string, ...play: string[]): Promise<CliRun> {
    const node = await RunningNode.start(...play);
    nodes.push(node);
    const cli = new CliRun(['record', file, '--force', '--pid', `${node.pid}`]);
    runs.push(cli);
    await cli.tracing();
    return cli;
  }

  it('is refused into a file that another trace writes, whatever it is called there', async () => {
    const folder = path('shared');
    const [one, other] = [join(folder, 'one'), join(folder, 'other')];
    mkdirSync(folder);
    writeFileSync(one, 'to be replaced');
    symlinkSync(one, other);
    const first = await record(one, ...PLAY);
    for (const file of [one, other]) {
      const second = await CliRun.run('record', file, '--force', '--pid', `${process.pid}`);
      assert.equal(second.status, 1);
      assert.equal(second.stderr.length, 1);
      assert.match(second.stderr[0]!, /is being written by another trace/);
    }
    first.child.kill('SIGINT');
    const { status, stderr } = await first.finished;
    assert.equal(status, 0, stderr.join('\n'));
    assert.equal(stderr.at(-1)!.split(' ')[0], `${await messagesIn(one)}`);
    assert.deepEqual(readdirSync(folder).sort(), ['one', 'other']);
  });

  it('may take the place of one whose writer was killed', async () => {
    const first = await record(path('killed'), ...PLAY);
    await first.kill();
    assert.ok(existsSync(path('killed.open')));
    const second = await record(path('killed'), ...PLAY);
    second.child.kill('SIGINT');
    assert.equal((await second.finished).status, 0);
    assert.ok(!existsSync(path('killed.open')));
  });

  it('says what is kept when the disk is full', async () => {
    const cli = await record(disk('full'), '--wait', '--burst', '5000', '--size', '2000');
    const { status, stderr } = await cli.finished;
    assert.equal(status, 1, stderr.join('\n'));
    assert.match(stderr.at(-1)!, /could not be written: no space is left on the disk \(ENOSPC\)/);
    const [, arrived, missed] =
      /^(\d+) messages, \d+ bytes, 0 lost, 0 truncated, (\d+) not kept$/.exec(stderr.at(-2)!) ?? [];
    assert.equal(Number(arrived), 5000, stderr.join('\n'));
    const kept = await messagesIn(disk('full'));
    assert.ok(kept > 0);
    assert.equal(Number(missed), 5000 - kept);
    assert.ok(!existsSync(disk('full.open')));
  });
});
