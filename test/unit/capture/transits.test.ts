import assert from 'node:assert/strict';
import { Capture } from '../../../src/capture/capture';
import { PeersModel } from '../../../src/capture/model/peersModel';
import { temporaryDirectory } from '../support/directory';
import { hello, message, type MessageFields } from '../support/frames';

/** Nodes, and the id that each gave to the connection between them. */
const A = { pid: 1, peer: 10 };
const B = { pid: 2, peer: 20 };

/** As Core's SendVersionMessage writes it, up to the nonce and an empty user agent. */
function version(nonce: bigint): Buffer {
  const payload = Buffer.alloc(86);
  payload.writeInt32LE(70016, 0);
  payload.writeBigUInt64LE(nonce, 72);
  return payload;
}

describe('Transits', () => {
  const path = temporaryDirectory();
  let files = 0;

  const left = (from: typeof A, fields: MessageFields) =>
    message({ ...from, direction: 'outbound', ...fields });
  const came = (to: typeof A, fields: MessageFields) =>
    message({ ...to, direction: 'inbound', ...fields });

  async function modelOf(...frames: Buffer[]): Promise<PeersModel> {
    const capture = await Capture.create(path(`transits${files++}`));
    const model = new PeersModel();
    model.follow(capture);
    await capture.append(Buffer.concat([hello, ...frames]));
    await capture.close();
    return model;
  }

  const greeting = [
    left(A, { type: 'version', payload: version(7n) }),
    came(B, { type: 'version', payload: version(7n) }),
  ];

  it('joins two ends by the nonce of a version message', async () => {
    const { transits, peers } = await modelOf(...greeting);
    assert.equal(transits.revision, 1);
    assert.equal(transits.otherEnd(peers[0]!), peers[1]);
    assert.equal(transits.otherEnd(peers[1]!), peers[0]);
    assert.deepEqual(
      peers.map(({ identity }) => identity.peer),
      [10, 20],
    );
    assert.equal(transits.arrivalOf(0), 1);
    assert.equal(transits.departureOf(1), 0);
  });

  it('joins nothing by another nonce, nor a node with itself', async () => {
    const other = await modelOf(greeting[0]!, came(B, { type: 'version', payload: version(8n) }));
    assert.equal(other.transits.revision, 0);
    const itself = await modelOf(
      greeting[0]!,
      came({ pid: 1, peer: 11 }, { type: 'version', payload: version(7n) }),
    );
    assert.equal(itself.transits.otherEnd(itself.peers[0]!), undefined);
  });

  it('is not stopped by a version that is cut', async () => {
    const { transits } = await modelOf(
      left(A, { type: 'version', payload: Buffer.alloc(3) }),
      came(B, { type: 'version', payload: Buffer.alloc(3) }),
    );
    assert.equal(transits.revision, 0);
  });

  it('knows each message again at the other end, in both directions', async () => {
    const ping = { type: 'ping', payload: Buffer.from('12345678') };
    const pong = { type: 'pong', payload: Buffer.from('12345678') };
    const { transits } = await modelOf(
      ...greeting,
      ...[left(A, ping), left(A, ping), came(B, ping), left(B, pong), came(A, pong), came(B, ping)],
    );
    assert.deepEqual(
      [2, 3, 5].map((row) => transits.arrivalOf(row)),
      [4, 7, 6],
    );
    assert.equal(transits.departureOf(6), 5);
  });

  it('counts what did not arrive as lost, and goes on with what did', async () => {
    const inv = (text: string) => ({ type: 'inv', payload: Buffer.from(text) });
    const { transits } = await modelOf(
      ...greeting,
      ...[left(A, inv('one')), left(A, inv('two')), left(A, inv('six'))],
      ...[came(B, inv('two')), came(B, inv('none')), came(B, inv('six'))],
    );
    assert.deepEqual(
      [2, 3, 4].map((row) => transits.arrivalOf(row)),
      [undefined, 5, 7],
    );
    assert.equal(transits.departureOf(6), undefined);
  });

  it('knows nothing of a departure that the capture deleted', async () => {
    const capture = await Capture.create(path(`transits${files++}`), { limitBytes: 16_000 });
    const model = new PeersModel();
    model.follow(capture);
    const payload = Buffer.from('12345678');
    await capture.append(Buffer.concat([hello, ...greeting]));
    await capture.append(left(A, { type: 'ping', payload }));
    while (capture.index.firstRow <= 2) {
      await capture.append(message({ pid: 9, payload: Buffer.alloc(300) }));
      await capture.flush();
    }
    const arrival = capture.index.length;
    await capture.append(came(B, { type: 'ping', payload }));
    assert.equal(model.transits.departureOf(arrival), undefined);
    const departure = capture.index.length;
    await capture.append(left(A, { type: 'pong', payload }));
    await capture.append(came(B, { type: 'pong', payload }));
    assert.equal(model.transits.departureOf(departure + 1), departure);
    while (capture.index.firstRow <= departure) {
      await capture.append(message({ pid: 9, payload: Buffer.alloc(300) }));
      await capture.flush();
    }
    assert.equal(model.transits.departureOf(departure + 1), undefined);
    await capture.close();
  });

  it('leaves the messages of other peers alone', async () => {
    const { transits } = await modelOf(
      ...greeting,
      left({ pid: 1, peer: 99 }, { type: 'ping' }),
      came(B, { type: 'ping' }),
    );
    assert.equal(transits.departureOf(3), undefined);
  });
});
