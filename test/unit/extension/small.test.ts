import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { chooseLauncher, fallsBackToTerminal } from '../../../src/extension/start/chooseLauncher';
import { statusText, statusTooltip } from '../../../src/extension/statusText';
import { Throttle } from '../../../src/extension/throttle';
import { temporaryDirectory } from '../support/directory';
import { message, statistics } from '../support/frames';
import { recordingOf } from './support';

describe('chooseLauncher', () => {
  it('asks for nothing as root, on a desktop in a dialog, elsewhere in a terminal', () => {
    assert.equal(chooseLauncher(0, true, {}), 'direct');
    assert.equal(chooseLauncher(1000, false, { DISPLAY: ':0' }), 'pkexec');
    assert.equal(chooseLauncher(1000, false, { WAYLAND_DISPLAY: 'wayland-0' }), 'pkexec');
    assert.equal(chooseLauncher(1000, false, { DISPLAY: '' }), 'terminal');
    assert.equal(chooseLauncher(1000, true, { DISPLAY: ':10' }), 'terminal');
  });

  it('falls back to the terminal where no dialog can be shown', () => {
    assert.ok(fallsBackToTerminal('pkexec', 'dialog-impossible'));
    assert.ok(fallsBackToTerminal('pkexec', 'unsafe-path'));
    assert.ok(!fallsBackToTerminal('pkexec', 'dialog-dismissed'));
    assert.ok(!fallsBackToTerminal('terminal', 'dialog-impossible'));
  });
});

describe('the status bar', () => {
  const path = temporaryDirectory();

  it('shows rates and losses', () => {
    assert.equal(
      statusText({ messages: 1234.4, bytes: 2_100_000 }, 0),
      '$(pulse) 1,234 msg/s  2.1 MB/s  0 lost',
    );
  });

  it('counts losses that no event told of yet', async () => {
    const live = await recordingOf(path('status'), message({ lost: 2 }));
    assert.equal(live.lost, 2);
    await live.capture.append(statistics(10, 5));
    assert.equal(live.lost, 5);
    assert.match(statusTooltip(live), /Messages \| 1 \|/);
  });
});

describe('Throttle', () => {
  it('runs once for many triggers, and again for later ones', async () => {
    let runs = 0;
    const throttle = new Throttle(
      () => 20,
      () => runs++,
    );
    for (let i = 0; i < 10; i++) throttle.trigger();
    assert.equal(runs, 0);
    await setTimeout(60);
    assert.equal(runs, 1);
    throttle.trigger();
    await setTimeout(60);
    assert.equal(runs, 2);
    throttle.trigger();
    throttle.dispose();
    throttle.trigger();
    await setTimeout(60);
    assert.equal(runs, 2);
  });
});
