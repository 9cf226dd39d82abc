import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { ladderTitles } from '../../../src/extension/ladder/ladderTitle';
import type { Recording } from '../../../src/extension/captures/recording';
import { encodeNode, type NodeFrame } from '../../../src/shared/frames/node';
import type { LadderSource } from '../../../src/shared/webview/ladderProtocol';
import { temporaryDirectory } from '../support/directory';
import { message, NODE } from '../support/frames';
import { recordingOf } from './support';

describe('ladderTitles', () => {
  const path = temporaryDirectory();
  const of = (
    recording: Recording,
    peers: 'all' | number[] = 'all',
    preview = false,
  ): { recording: Recording; source: LadderSource } => ({
    recording,
    source: {
      capture: recording.capture.path,
      peers: peers === 'all' ? peers : peers.map((peer) => ({ pid: NODE.pid, peer })),
      preview,
    },
  });

  it('say which peers, and mark what is live', async () => {
    const live = await recordingOf(path('2026-01-02T03-04-05-678Z-9.p2ptrace'), message());
    const titles = () =>
      ladderTitles([of(live), of(live, [7]), of(live, [3, 7], true), of(live, [1, 2, 3, 4, 5])]);
    const parts = ['All peers', 'Peer 7', 'Peers 3, 7', '5 peers'];
    assert.deepEqual(titles(), [
      ...['All peers · live', 'Peer 7 · live'],
      ...['Peers 3, 7 · live (preview)', '5 peers · live'],
    ]);
    live.end(true);
    // HELLO is of another day.
    for (const [i, title] of titles().entries())
      assert.match(
        title,
        new RegExp(`^${parts[i]} · 2023-11-1\\d \\d\\d:\\d\\d( \\(preview\\))?$`),
      );
  });

  it('tell captures apart by their files, and by folders where those have one name', async () => {
    for (const folder of ['one', 'two']) mkdirSync(path(folder));
    const one = await recordingOf(path('one/busy.p2ptrace'), message());
    const two = await recordingOf(path('two/busy.p2ptrace'), message());
    const other = await recordingOf(path('quiet.p2ptrace'), message());
    for (const recording of [one, two, other]) recording.end(true);
    const opened = (recording: Recording) => Object.assign(recording, { opened: true });
    assert.deepEqual(ladderTitles([of(opened(one)), of(opened(other))]), [
      'All peers · busy',
      'All peers · quiet',
    ]);
    assert.deepEqual(ladderTitles([of(one), of(one, [7]), of(opened(two))]), [
      ...['All peers · one/busy.p2ptrace', 'Peer 7 · one/busy.p2ptrace'],
      'All peers · two/busy.p2ptrace',
    ]);
  });

  it('tell peers of two nodes apart, and two nodes of one chain', async () => {
    const named = async (name: string, ...nodes: Partial<NodeFrame>[]): Promise<Recording> => {
      const frames = nodes.flatMap((node) => [
        encodeNode({ ...NODE, ...node }),
        message({ pid: node.pid ?? NODE.pid }),
      ]);
      return recordingOf(path(name), ...frames);
    };
    const nodeTitles = (recording: Recording) =>
      [...recording.peers.nodes.keys()].map((pid) => recording.nodeTitle(pid));
    const two = await named('a', {}, { pid: 7, dataDirectory: '/home/node/second' });
    assert.deepEqual(nodeTitles(two), ['bitcoind · main (.bitcoin)', 'bitcoind · main (second)']);
    assert.deepEqual(ladderTitles([of(two, [3])]), ['Peer 3 · bitcoind · main (.bitcoin) · live']);
    const alike = await named('b', {}, { pid: 7, dataDirectory: '/home/other/.bitcoin' });
    assert.deepEqual(nodeTitles(alike), [
      'bitcoind · main (/home/node/.bitcoin)',
      'bitcoind · main (/home/other/.bitcoin)',
    ]);
    const unknown = await named('c', { dataDirectory: '' }, { pid: 7, dataDirectory: '' });
    assert.deepEqual(nodeTitles(unknown), [
      'bitcoind · main (pid 4242)',
      'bitcoind · main (pid 7)',
    ]);
    const demo = await named('demo', { name: 'demo node', chain: 'demo' });
    assert.deepEqual(nodeTitles(demo), ['demo node']);
    const restarted = await named('d', {}, { pid: 7 });
    assert.deepEqual(nodeTitles(restarted), ['bitcoind · main', 'bitcoind · main']);
    assert.deepEqual(ladderTitles([of(restarted, [3])]), ['Peer 3 · live']);
  });
});
