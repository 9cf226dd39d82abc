import assert from 'node:assert/strict';
import { statusText, statusTooltip } from '../../../src/extension/traffic/statusText';
import { temporaryDirectory } from '../support/directory';
import { message, statistics } from '../support/frames';
import { recordingOf } from './support';

describe('the status bar', () => {
  const path = temporaryDirectory();

  it('shows rates and losses', () => {
    assert.equal(
      statusText({ messages: 1234.4, bytes: 2_100_000 }, 0, false),
      '$(pulse) 1,234 msg/s  2.1 MB/s  0 lost',
    );
  });

  it('never shows a trace that sees a part as whole', () => {
    const text = statusText({ messages: 1, bytes: 2 }, 0, true);
    assert.equal(text, '$(warning) 1 msg/s  2 B/s  0 lost  partial');
  });

  it('counts losses that no event has reported yet', async () => {
    const live = await recordingOf(path('status'), message({ lost: 2 }));
    assert.equal(live.lost, 2);
    await live.capture.append(statistics(10, 5));
    assert.equal(live.lost, 5);
    assert.match(statusTooltip(live), /Messages \| 1 \|/);
  });
});
