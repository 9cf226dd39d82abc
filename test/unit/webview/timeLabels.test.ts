import assert from 'node:assert/strict';
import { labelPixels, TIME_STEPS, timeLabels } from '../../../webview/monitor/timeLabels';

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

  it('lie no further apart than they need room, by far', () => {
    const step = TIME_STEPS.find((each) => (330 / 318) * each >= labelPixels(318));
    assert.equal(step, 120);
    for (const [i, each] of TIME_STEPS.entries())
      assert.ok(i === 0 || each / TIME_STEPS[i - 1]! <= 2.5, `${each} s`);
  });

  it('stand at round times of their hour, day or year', () => {
    for (const step of TIME_STEPS)
      if (step < 86_400) {
        const unit = [1, 60, 3600, 86_400].find((each) => step < each)!;
        assert.ok(Math.abs(unit / step - Math.round(unit / step)) < 1e-9, `${step} s`);
      }
  });

  it('have room for themselves', () => {
    assert.ok(labelPixels(2) > labelPixels(600));
  });
});
