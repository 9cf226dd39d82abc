import assert from 'node:assert/strict';
import { Capture } from '../../../../src/capture/capture';
import { Findings } from '../../../../src/capture/query/findings';
import { parseQuery } from '../../../../src/capture/query/parseQuery';
import { QueryView } from '../../../../src/capture/query/queryView';
import { header, many } from '../../bitcoin/conversation/talk';
import { temporaryDirectory } from '../../support/directory';
import { BLOCK_HASH, blockConnected } from '../../support/effects';
import { hello, message } from '../../support/frames';
import { whole } from '../../support/queryViews';

const alert = (sequence: number) => message({ peer: 1, type: 'alert', sequence });
const ping = (sequence: number) =>
  message({ peer: 1, type: 'ping', payload: Buffer.alloc(8, 1), sequence });
const tooMany = (sequence: number) =>
  message({ peer: 2, type: 'inv', payload: many(50_001, 36), sequence });

describe('Findings', () => {
  const path = temporaryDirectory();
  let files = 0;

  async function captureOf(...frames: Buffer[]): Promise<Capture> {
    const capture = await Capture.create(path(`findings${files++}`));
    await capture.append(Buffer.concat([hello, ...frames]));
    await capture.flush();
    after(() => capture.close());
    return capture;
  }

  async function findingsOf(capture: Capture): Promise<Findings> {
    const findings = new Findings(capture, () => false);
    await findings.until(capture.index.length);
    after(() => findings.dispose());
    return findings;
  }

  const rulesAt = (findings: Findings, row: number) => findings.at(row).map(({ rule }) => rule.id);

  it('are told at rows, and counted by rule', async () => {
    const findings = await findingsOf(await captureOf(alert(1), ping(2), tooMany(3), alert(4)));
    assert.deepEqual(
      [0, 1, 2, 3].map((row) => rulesAt(findings, row)),
      [['alert-message'], [], ['inv-too-large'], ['alert-message']],
    );
    assert.deepEqual(findings.between(1, 3), [2]);
    assert.deepEqual(findings.between(0, 99), [0, 2, 3]);
    assert.deepEqual(
      findings.counts.map(({ rule, count }) => [rule.id, rule.severity, count]),
      [
        ['alert-message', 'note', 2],
        ['inv-too-large', 'error', 1],
      ],
    );
  });

  it('know the height of a block that the node connected', async () => {
    const asked = Buffer.concat([Buffer.alloc(5), Buffer.from(BLOCK_HASH, 'hex').reverse()]);
    const getcfilters = (sequence: number) =>
      message({ peer: 1, type: 'getcfilters', payload: asked, sequence });
    const connected = blockConnected({ sequence: 2, height: 1000 });
    const findings = await findingsOf(await captureOf(getcfilters(1), connected, getcfilters(3)));
    assert.deepEqual(
      [0, 1, 2].map((row) => rulesAt(findings, row)),
      [[], [], ['filters-too-many']],
    );
  });

  it('are counted by connection, errors and warnings only', async () => {
    const capture = await captureOf(alert(1), tooMany(2), ping(3), tooMany(4));
    const findings = await findingsOf(capture);
    const peerAt = (row: number) => capture.index.peers[capture.index.peer(row)]!;
    assert.deepEqual(findings.ofPeer(peerAt(0)), { errors: 0, warnings: 0 });
    const { errors, warnings } = findings.ofPeer(peerAt(1));
    assert.deepEqual([errors, warnings], [2, 0]);
    assert.deepEqual(
      [findings.revision, findings.revisionOf(peerAt(1)), findings.revisionOf(peerAt(0))],
      [2, 2, 0],
    );
  });

  it('are found by a filter once they are known', async () => {
    const capture = await captureOf(alert(1), ping(2), tooMany(3), alert(4));
    const findings = new Findings(capture, () => false);
    after(() => findings.dispose());
    const nothing = { known: 4, settled: 4, latencyNs: () => undefined, unanswered: () => false };
    const viewOf = (filter: string) => {
      const scope = { query: parseQuery(filter), peer: () => true, from: 0, findings };
      return new QueryView(capture, scope, nothing);
    };
    const early = viewOf('finding:error');
    assert.deepEqual([early.length, early.searching], [0, true]);
    await findings.until(4);
    assert.deepEqual(await whole(early, capture), [2]);
    assert.deepEqual(await whole(viewOf('finding:alert*,inv-too-large'), capture), [0, 2, 3]);
    assert.deepEqual(await whole(viewOf('-finding:*'), capture), [1]);
    assert.deepEqual(await whole(viewOf('finding:note peer:1 OR type:ping'), capture), [0, 1, 3]);
  });

  it('read of a block no more than its beginning', async () => {
    const block = Buffer.concat([header(), Buffer.alloc(1_000_000)]);
    const big = (sequence: number) =>
      message({ peer: 1, type: 'block', direction: 'outbound', payload: block, sequence });
    const capture = await captureOf(big(1), ping(2), big(3), alert(4));
    let read = 0;
    const bytes = capture.bytes.bind(capture);
    capture.bytes = (offset, length) => {
      read += length;
      return bytes(offset, length);
    };
    const findings = await findingsOf(capture);
    assert.deepEqual(findings.between(0, 9), [3]);
    assert.ok(read < 2000, String(read));
  });

  it('are kept up to a limit, and counted beyond it', async () => {
    const frames = Array.from({ length: 25_000 }, (_, i) => alert(i + 1));
    const findings = await findingsOf(await captureOf(...frames));
    assert.equal(findings.counts[0]!.count, 25_000);
    assert.equal(findings.between(0, Infinity).length, 20_000);
  });
});
