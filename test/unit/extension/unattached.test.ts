import { noSource } from '../support/noSource';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { aboutNode } from '../../../src/extension/peers/aboutNode';
import { treeMessage } from '../../../src/extension/peers/treeMessage';
import type { Recording } from '../../../src/extension/captures/recording';
import { Recordings } from '../../../src/extension/captures/recordings';
import { statusTooltip } from '../../../src/extension/traffic/statusText';
import {
  PartialCaptures,
  unattachedNote,
  unattachedRows,
  unattachedText,
} from '../../../src/extension/captures/unattached';
import { encodeHello } from '../../../src/shared/frames/hello';
import type { UnattachedProbe } from '../../../src/shared/frames/probeLists';
import { temporaryDirectory } from '../support/directory';
import { HELLO, message } from '../support/frames';

const OPERAND = 'its operand -8@(%rsp,%rax,8) cannot be read';
const unattached: UnattachedProbe[] = [{ name: 'outbound_message', reason: OPERAND }];

describe('what a trace cannot see', () => {
  const path = temporaryDirectory();
  let files = 0;
  const recordings = new Recordings(noSource);
  after(() => recordings.close());

  async function opened(probes: UnattachedProbe[]): Promise<Recording> {
    const file = path(`${files++}`);
    writeFileSync(file, Buffer.concat([encodeHello({ ...HELLO, unattached: probes }), message()]));
    return (await recordings.open(file)).recording;
  }

  it('is named, with its reason', () => {
    assert.equal(unattachedNote([]), '');
    assert.equal(unattachedNote(unattached), '1 tracepoint not attached');
    assert.equal(unattachedText(unattached), `net:outbound_message: ${OPERAND}.`);
    assert.deepEqual(unattachedRows([{ name: 'x', reason: '' }]), [['Not attached', 'net:x']]);
  });

  it('is short and inert, whatever a file says of it', () => {
    const many = Array.from({ length: 5000 }, (_, i) => ({
      name: `${i}`,
      reason: 'r'.repeat(9999),
    }));
    assert.match(unattachedText(many), /^net:0: r{200}…; net:1: r{200}…; 4998 more\.$/);
    const hidden = [{ name: '\u202e'.repeat(9999), reason: '\u202e'.repeat(9999) }];
    assert.ok(unattachedText(hidden).length < 500);
    assert.ok(unattachedRows(many).length < 10);
    assert.match(
      unattachedText([{ name: 'a\u202e', reason: '\x1b' }]),
      /net:a⟨U\+202E⟩: ⟨U\+001B⟩/,
    );
  });

  it('leaves room in a notification for what to do', async () => {
    const reason = 'r'.repeat(130);
    const many = Array.from({ length: 256 }, (_, i) => ({ name: `probe${i}`, reason }));
    // VS Code shows no more characters of one.
    const shown = new PartialCaptures()
      .take(await opened(many))!
      .toString()
      .slice(0, 1000);
    assert.match(shown, /Troubleshooting/);
  });

  it('is shown at the node, above the tree, and in the status bar', async () => {
    const recording = await opened([{ name: 'outbound_message', reason: '[x](command:a)' }]);
    const node = recording.peers.nodes.get(4242)!;
    const markdown = statusTooltip(recording);
    assert.ok(markdown.includes('net\\:outbound\\_message\\: \\[x\\]\\(command\\:a\\)'), markdown);
    assert.match(
      aboutNode(node, recording).facts.join('\n'),
      /net:outbound_message: \[x\]\(command:a\)/,
    );
    assert.match(treeMessage(recording), /A part is missing: 1 tracepoint not attached\./);
    const whole = await opened([]);
    assert.doesNotMatch(treeMessage(whole), /missing/);
    assert.doesNotMatch(
      aboutNode(whole.peers.nodes.get(4242)!, whole).facts.join('\n'),
      /Not attached/,
    );
  });

  it('is said once of a capture that is opened', async () => {
    const partial = new PartialCaptures();
    const recording = await opened(unattached);
    assert.equal(partial.take(undefined), undefined);
    assert.equal(partial.take(await opened([])), undefined);
    const notice = partial.take(recording)!;
    assert.equal(notice.code, 'recorded-in-part');
    assert.ok(notice.message.includes(`net:outbound_message: ${OPERAND}.`));
    assert.deepEqual(notice.actions, ['open-docs', 'show-peers']);
    assert.equal(partial.take(recording), undefined);
  });
});
