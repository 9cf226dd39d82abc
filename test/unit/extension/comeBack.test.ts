import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, utimesSync } from 'node:fs';
import { Capture } from '../../../src/capture/capture';
import { markerPath } from '../../../src/capture/store/writerMarker';
import { Recordings } from '../../../src/extension/captures/recordings';
import { Spool } from '../../../src/extension/captures/spool';
import { Stage } from '../../../src/extension/captures/stage';
import { treeMessage } from '../../../src/extension/peers/treeMessage';
import { belongsElsewhere, comeBack } from '../../../src/extension/start/comeBack';
import type { Remembered } from '../../../src/extension/start/startChoices';
import { writeNote, type TraceNote } from '../../../src/extension/start/traceNote';
import { temporaryDirectory } from '../support/directory';
import { hello } from '../support/frames';
import { noSource } from '../support/noSource';
import { writeAbandoned } from './abandoned';

const NOTE: TraceNote = {
  title: 'bitcoind · regtest',
  choice: { kind: 'node', binary: '/b', network: 'regtest', dataDirectory: '/d' },
  window: 'mine',
  left: true,
};

describe('comeBack', () => {
  const path = temporaryDirectory();
  const recordings = new Recordings(noSource);
  let directory = '';
  let spool: Spool;
  let stage: Stage;

  beforeEach(() => {
    directory = path(`${Math.random()}`);
    mkdirSync(directory);
    spool = new Spool(directory);
    stage = new Stage();
  });
  afterEach(() => stage.dispose());
  after(() => recordings.close());

  const abandoned = (name: string, note: Partial<TraceNote> = {}) =>
    writeAbandoned(`${directory}/${name}.p2ptrace`, writeNote({ ...NOTE, ...note }));

  async function back({ button, tracing = false }: { button?: string; tracing?: boolean } = {}) {
    const said: string[] = [];
    const started: Remembered[] = [];
    let saves = 0;
    const found = await comeBack({
      spool,
      recordings,
      stage,
      dialogs: () => ({
        inform: (text, buttons) => {
          said.push(text);
          assert.ok(button === undefined || buttons.includes(button));
          return Promise.resolve(button);
        },
      }),
      window: 'mine',
      tracing: () => tracing,
      startAgain: (choice) => Promise.resolve(void started.push(choice)),
      save: () => {
        saves++;
        return Promise.resolve();
      },
      leavingMs: 1000,
    });
    await found?.answered;
    return { found: found !== undefined, said, started, saves };
  }

  it('shows and names what the window captured until it was reloaded', async () => {
    const file = await abandoned('a');
    const { found, said } = await back();
    assert.ok(found);
    assert.equal(stage.recording?.capture.path, file);
    const about = 'trace of bitcoind · regtest, ended when its window was reloaded or closed';
    assert.equal(treeMessage(stage.recording), `Not live: ${about}.`);
    assert.deepEqual(said, [
      'The trace of bitcoind · regtest ended when its window was reloaded or closed. ' +
        'What it captured until then is shown: 1 message.',
    ]);
    assert.ok(existsSync(file) && !existsSync(markerPath(file)));
    assert.ok(!(await back()).found, 'it is shown once');
  });

  it('says so of a window that was killed', async () => {
    await abandoned('a', { left: false });
    const { said } = await back();
    assert.match(said[0]!, /ended when the extension was ended unexpectedly/);
  });

  it('starts the same again, or saves, by one click', async () => {
    await abandoned('a', { choice: { kind: 'demo' } });
    assert.deepEqual((await back({ button: 'Start Again' })).started, [{ kind: 'demo' }]);
    await abandoned('b');
    assert.deepEqual((await back({ button: 'Start Again' })).started, [NOTE.choice]);
    await abandoned('c');
    assert.equal((await back({ button: 'Save Capture…' })).saves, 1);
  });

  it('waits until the window before has left its trace', async () => {
    const file = `${directory}/a.p2ptrace`;
    const note = writeNote(NOTE);
    const capture = await Capture.create(file, { recoverable: true, note });
    await capture.append(hello);
    const coming = back();
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(stage.recording, undefined);
    await capture.close();
    rmSync(file);
    await writeAbandoned(file, note);
    assert.ok((await coming).found);
    assert.equal(stage.recording!.peers.traffic.messages, 1);
  });

  it('leaves alone what belongs to another window, what is old, and a trace that runs', async () => {
    await abandoned('other', { window: 'other' });
    const old = await abandoned('old');
    const hourAgo = Date.now() / 1000 - 3600;
    for (const file of [old, markerPath(old)]) utimesSync(file, hourAgo, hourAgo);
    await writeAbandoned(`${directory}/unknown.p2ptrace`, '{"title":7}');
    assert.ok(!(await back()).found);
    await abandoned('own');
    assert.ok(!(await back({ tracing: true })).found);
    assert.equal(stage.recording, undefined);

    const left = await spool.abandoned();
    const elsewhere = left.filter((each) => belongsElsewhere(each, 'mine'));
    assert.deepEqual(
      elsewhere.map((each) => each.path),
      [`${directory}/other.p2ptrace`],
    );
  });
});
