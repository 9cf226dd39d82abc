import assert from 'node:assert/strict';
import { Capture } from '../../../src/capture/capture';
import { PeersModel } from '../../../src/capture/model/peersModel';
import { logLine, rowLogLine } from '../../../src/capture/export/trafficLine';
import { decodeEvent, type ProbeEvent } from '../../../src/shared/events/event';
import { forEachFrame } from '../support/forEachFrame';
import { temporaryDirectory } from '../support/directory';
import { writeSession } from '../support/session';

/** 25 seconds of a real node: 2,466 events, unknown and malformed messages among them. */
describe('the recorded session', () => {
  const path = temporaryDirectory();
  let capture: Capture;
  const model = new PeersModel();
  const events: ProbeEvent[] = [];

  before(async () => {
    writeSession(path('session'));
    capture = await Capture.open(path('session'), { onAppend: model.add });
    for await (const run of capture.runs())
      forEachFrame(Buffer.from(run), (frame) => {
        const event = decodeEvent(frame);
        if (
          event?.kind === 'message' ||
          event?.kind === 'connection' ||
          event?.kind === 'misbehaving'
        )
          events.push(event);
      });
  });

  after(() => capture.close());

  it('is whole', () => {
    assert.equal(events.length, 2466);
    assert.equal(capture.damagedBytes, 0);
  });

  it('has a row for every event, that says the same', async () => {
    const { index } = capture;
    assert.equal(index.length, events.length);
    for (const [row, event] of events.entries()) {
      assert.deepEqual(await capture.event(row), event);
      if (event.kind !== 'message') continue;
      assert.equal(index.messageType(row), event.messageType);
      assert.equal(rowLogLine(index, row), logLine(event));
      assert.deepEqual(await capture.payload(row), event.payload);
    }
  });

  it('makes the peers that its events make', () => {
    const messages = events.filter((event) => event.kind === 'message');
    assert.equal(model.traffic.messages, messages.length);
    assert.equal(
      model.traffic.bytes,
      messages.reduce((sum, { size }) => sum + size, 0),
    );
    assert.equal(model.peers.length, new Set(events.map(({ peer }) => peer)).size);
    const versions = new Set(
      messages
        .filter(
          ({ messageType, direction }) => messageType === 'version' && direction === 'inbound',
        )
        .map(({ peer }) => peer),
    );
    for (const peer of model.peers) {
      const own = messages.filter((event) => event.peer === peer.identity.peer);
      assert.equal(peer.traffic.messages, own.length);
      assert.equal(peer.types.size, new Set(own.map(({ messageType }) => messageType)).size);
      assert.equal(peer.version !== undefined, versions.has(peer.identity.peer));
      if (peer.pingNs !== undefined) assert.ok(peer.pingNs > 0 && peer.pingNs < 25e9);
    }
    assert.ok(model.peers.some(({ pingNs }) => pingNs !== undefined));
    assert.ok(model.peers.some(({ version }) => version?.userAgent?.startsWith('/Satoshi:')));
  });
});
