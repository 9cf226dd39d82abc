import assert from 'node:assert/strict';
import { Capture } from '../../../src/capture/capture';
import type { Keeping } from '../../../src/capture/store/keeping';
import { PeersModel } from '../../../src/capture/model/peersModel';
import { lossTotals } from '../../../src/capture/model/lossTotals';
import { aboutNode } from '../../../src/extension/peers/aboutNode';
import { aboutPeer } from '../../../src/extension/peers/aboutPeer';
import { treeMessage } from '../../../src/extension/peers/treeMessage';
import { Recording } from '../../../src/extension/captures/recording';
import { watchKeeping } from '../../../src/extension/start/watchKeeping';
import { statusTooltip } from '../../../src/extension/traffic/statusText';
import { Emitter } from '../../../src/shared/emitter';
import type { PeersAbout } from '../../../src/shared/webview/peersProtocol';
import { temporaryDirectory } from '../support/directory';
import { EventFlag, hello, message, statistics } from '../support/frames';
import { recordingOf } from './support';

const plain = (markdown: string) => markdown.replace(/\\(.)/g, '$1').replaceAll('\u00a0', ' ');

const linesOf = ({ facts }: PeersAbout) => facts.map((fact) => fact.join(': '));

describe('losses of a recording', () => {
  const path = temporaryDirectory();

  it('are counted by cause, once', async () => {
    const recording = await recordingOf(
      path('causes'),
      message({ lost: 3 }),
      message({ flags: EventFlag.RingFull, size: 9n }),
      message({ flags: EventFlag.Unreadable, size: 9n, peer: 1 }),
      message({ flags: EventFlag.Truncated, size: 9n }),
    );
    recording.capture.index.losses.add(4, 7, 'disk-full');
    // 3 lost and one incomplete are told; 2 more are not yet.
    await recording.capture.append(statistics(20, 6));
    assert.deepEqual(
      lossTotals(recording).map(({ what, count }) => [what, count]),
      [
        ['Lost (ring buffer full)', 5],
        ['Incomplete (ring buffer full)', 1],
        ['Incomplete (memory of the node unreadable)', 1],
        ['Lost (the capture could not be written)', 7],
      ],
    );
    assert.equal(recording.lost, 14);
    const status = plain(statusTooltip(recording));
    assert.match(status, /\| Lost \(ring buffer full\) \| 5 \|/);
    assert.match(status, /\| Lost \(the capture could not be written\) \| 7 \|/);
    const node = linesOf(aboutNode(recording.peers.nodes.get(4242)!, recording));
    assert.ok(node.includes('Lost (ring buffer full): 5'));
    assert.ok(node.includes('Lost (the capture could not be written): 7'));
    const peer = linesOf(aboutPeer(recording.peers.peers[0]!, recording));
    assert.ok(peer.includes('Incomplete messages: 1'));
    assert.ok(peer.includes('Lost (ring buffer full): 5 in the trace; it is unknown whose'));
  });

  it('are told to be none', async () => {
    const recording = await recordingOf(path('none'), message());
    assert.deepEqual(lossTotals(recording), []);
    assert.match(plain(statusTooltip(recording)), /\| Lost \| 0 \|/);
    assert.equal(treeMessage(recording), '');
  });

  it('are not told to be none when the end of the trace is missing', async () => {
    const recording = await recordingOf(path('end'), message());
    recording.live = false;
    recording.endMissing = true;
    const tooltip = plain(statusTooltip(recording));
    assert.doesNotMatch(tooltip, /\| Lost \| 0 \|/);
    assert.match(tooltip, /\| Lost at the end of the trace \| unknown/);
    assert.match(treeMessage(recording), /Its end is missing, so more may be lost/);
  });

  it('to the limit stay in sight', async () => {
    const frame = message({ payload: Buffer.alloc(10_000) });
    for (const whenFull of ['rotate', 'stop'] as const) {
      const capture = await Capture.create(path(whenFull), { limitBytes: 50_000, whenFull });
      const peers = new PeersModel();
      peers.follow(capture);
      const recording = new Recording(capture, peers, true);
      await capture.append(hello);
      for (let i = 0; i < 20; i++) await capture.append(frame);
      const tooltip = plain(statusTooltip(recording));
      recording.live = false;
      const text = treeMessage(recording);
      if (whenFull === 'stop') {
        assert.match(tooltip, /\| Lost \(the capture was full\) \| 16 \|/);
        assert.match(tooltip, /has reached its limit of 50 kB/);
        assert.match(text, /^Not live: the trace has ended\. The capture has reached its limit/);
      } else {
        const { firstRow } = capture.index;
        assert.ok(tooltip.includes(`| Oldest events, deleted at the limit | ${firstRow} |`));
        assert.ok(
          text.endsWith(`Its oldest ${firstRow} events were deleted when it reached its limit.`),
        );
        assert.equal(recording.lost, 0);
      }
      await capture.close();
    }
  });
});

describe('watchKeeping', () => {
  it('says once that payloads are not kept, and stops at the limit', () => {
    const keeping = new Emitter<Keeping>();
    const notices: string[] = [];
    let stops = 0;
    const stop = () => {
      stops++;
      return Promise.resolve({ reason: 'stopped' as const, complete: true });
    };
    watchKeeping({ onKeeping: keeping.event }, { stop }, ({ code }) => notices.push(code));
    const failing = { kind: 'failing', detail: 'no space left' } as const;
    for (const state of [failing, { kind: 'all' }, failing] as const) keeping.fire(state);
    assert.deepEqual([notices, stops], [['payloads-not-kept'], 0]);
    keeping.fire({ kind: 'full', limitBytes: 1e9 });
    assert.deepEqual([notices, stops], [['payloads-not-kept'], 1]);
  });
});
