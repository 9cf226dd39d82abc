import assert from 'node:assert/strict';
import { labelPixels, timeLabels } from '../../../webview/monitor/timeLabels';

describe('the times below the chart', () => {
  const from = Date.UTC(2026, 10, 29, 23, 58) / 1000;
  const times = (step: number): number[] => [0, 1, 2, 3].map((i) => from + i * step);

  it('say as much as tells one from the next, the first as well', () => {
    assert.deepEqual(timeLabels(times(30), 30), ['23:58:00', '23:58:30', '23:59:00', '23:59:30']);
    assert.deepEqual(timeLabels(times(0.5).slice(0, 2), 0.5), ['23:58:00.000', '23:58:00.500']);
    assert.deepEqual(timeLabels(times(-60).slice(0, 2), 60), ['23:58', '23:57']);
  });

  it('say the date where another day begins', () => {
    assert.deepEqual(timeLabels(times(60), 60), ['23:58', '23:59', '11-30', '00:01']);
    assert.deepEqual(timeLabels(times(86_400), 86_400), ['11-29', '11-30', '12-01', '12-02']);
  });

  it('have room for themselves', () => {
    assert.ok(labelPixels(2) > labelPixels(600));
  });
});
