import assert from 'node:assert/strict';
import type { PickItem } from '../../../src/extension/host/dialogs';
import { filterChoices } from '../../../src/extension/filter/filterChoices';
import { inspectMessage } from '../../../src/extension/inspector/inspection';
import { choosePeer } from '../../../src/extension/peers/choosePeer';
import { LogLines } from '../../../src/extension/traffic/logLines';
import { temporaryDirectory } from '../support/directory';
import { message } from '../support/frames';
import { recordingOf } from './support';
import { ScriptedPick } from '../support/scriptedPick';

const NAMED = '1.2.3.4:8333';

describe('a name that the user gave to a peer', () => {
  const path = temporaryDirectory();
  let files = 0;

  async function named(...frames: Buffer[]) {
    const recording = await recordingOf(path(`${files++}`), ...frames);
    recording.nameOf = (address) => (address === NAMED ? 'friend' : undefined);
    return recording;
  }
  const frames = [
    message({ peer: 1, address: NAMED, payload: Buffer.alloc(8) }),
    message({ peer: 2, address: '5.6.7.8:8333' }),
  ];

  it('is in the list that a ladder’s peer is picked from', async () => {
    const pick = new ScriptedPick();
    await choosePeer(await named(...frames), pick);
    assert.deepEqual(labels(pick.offered), ['1  friend', '2  5.6.7.8:8333']);
  });

  it('is in the list of what can be traced', async () => {
    const items = filterChoices(await named(...frames), {});
    assert.deepEqual(labels(items.filter(({ group }) => group === 'Peers')), [
      '1  friend',
      '2  5.6.7.8:8333',
    ]);
  });

  it('is in the inspector, with the address', async () => {
    const inspection = await inspectMessage(await named(...frames), 0);
    const peer = inspection!.facts([]).find(({ name }) => name === 'Address');
    assert.equal(peer!.value, `friend (${NAMED})`);
  });

  it('is in the lines of the traffic log, with the address', async () => {
    const recording = await named();
    const log = new LogLines(recording, () => undefined);
    await recording.capture.append(Buffer.concat(frames));
    assert.deepEqual(log.take(), [
      `inbound 'ping' msg from peer 1 (inbound, friend (${NAMED})) with 8 bytes`,
      `inbound 'ping' msg from peer 2 (inbound, 5.6.7.8:8333) with 0 bytes`,
    ]);
    log.dispose();
  });
});

function labels(items: readonly Pick<PickItem<unknown>, 'label'>[]): string[] {
  return items.map(({ label }) => label);
}
