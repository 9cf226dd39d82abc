import assert from 'node:assert/strict';
import { asciiText, hexText, offsetText } from '../../../webview/inspector/hexText';
import { timeText } from '../../../webview/ladder/timeText';

describe('timeText', () => {
  const start = Date.UTC(2026, 0, 1, 23, 30) * 1000;
  const row = { wallUs: start + 1_000_250, deltaUs: -42 };
  const reference = { startUs: start, zoneMinutes: 90 };

  it('shows the time of day in the zone of the node', () => {
    assert.equal(timeText(row, 'absolute', reference), '01:00:01.000250');
  });

  it('shows time since the start and since the row above, to the microsecond', () => {
    assert.equal(timeText(row, 'relative', reference), '1.000250 s');
    assert.equal(timeText(row, 'delta', reference), '-0.000042 s');
    assert.equal(timeText({ ...row, deltaUs: 42 }, 'delta', reference), '+0.000042 s');
  });
});

describe('hex texts', () => {
  it('have fixed widths', () => {
    assert.equal(offsetText(0x3d0900, 6), '3d0900');
    assert.equal(offsetText(16, 6), '000010');
    assert.equal(offsetText(16, 4), '0010');
    assert.equal(hexText(0), '00');
    assert.equal(hexText(255), 'ff');
  });

  it('show printable ASCII and dots', () => {
    assert.equal([0x1f, 0x20, 0x41, 0x7e, 0x7f, 0x80].map(asciiText).join(''), '. A~..');
  });
});
