import assert from 'node:assert/strict';
import { SETTINGS } from '../../../src/extension/host/ids';
import { checkTraceSettings } from '../../../src/extension/host/traceSettings';
import { UserError } from '../../../src/shared/errors/userError';

const GOOD: Record<string, unknown> = {
  [SETTINGS.ringBufferSize]: 64,
  [SETTINGS.snapLength]: 4_000_000,
  [SETTINGS.traceDirection]: 'both',
  [SETTINGS.traceMessageTypes]: [],
  [SETTINGS.traceCoins]: false,
  [SETTINGS.captureLimit]: 4000,
  [SETTINGS.whenCaptureFull]: 'rotate',
};

const check = (change: Record<string, unknown> = {}) =>
  checkTraceSettings((name) => ({ ...GOOD, ...change })[name]);

describe('checkTraceSettings', () => {
  it('takes what can be used, in bytes', () => {
    const filter = { direction: undefined, messageTypes: [] };
    const limits = { filter, coins: false, captureLimit: 4e9, whenCaptureFull: 'rotate' };
    assert.deepEqual(check(), { ringSize: 2 ** 26, snapLength: 4_000_000, ...limits });
    assert.equal(check({ [SETTINGS.captureLimit]: 0 }).captureLimit, undefined);
    assert.equal(check({ [SETTINGS.captureLimit]: 100 }).captureLimit, 1e8);
    assert.equal(check({ [SETTINGS.snapLength]: 0 }).snapLength, 0);
    assert.equal(check({ [SETTINGS.traceCoins]: true }).coins, true);
    const only = { [SETTINGS.traceDirection]: 'inbound', [SETTINGS.traceMessageTypes]: ['inv'] };
    assert.deepEqual(check(only).filter, { direction: 'inbound', messageTypes: ['inv'] });
    const odd = { [SETTINGS.traceMessageTypes]: ['INV', 'GetData', 'Odd'] };
    assert.deepEqual(check(odd).filter.messageTypes, ['inv', 'getdata', 'Odd']);
    assert.equal(check({ [SETTINGS.whenCaptureFull]: 'stop' }).whenCaptureFull, 'stop');
  });

  const bad: [string, unknown[]][] = [
    [SETTINGS.ringBufferSize, [63, 0, -1, 0.5, 2048, '64', null, undefined, NaN]],
    [SETTINGS.snapLength, [-1, 0.5, 4_000_001, '', null, Infinity]],
    [SETTINGS.captureLimit, [-1, 1, 99.99999999, '0', null, 1e300, NaN]],
    [SETTINGS.traceDirection, ['', 'in', null]],
    [SETTINGS.traceMessageTypes, ['inv', null, [''], [3], ['x'.repeat(13)], Array(17).fill('inv')]],
    [SETTINGS.traceCoins, ['', 'true', 1, null, undefined]],
    [SETTINGS.whenCaptureFull, ['', 'Rotate', true, null]],
  ];
  for (const [name, values] of bad)
    it(`says what is wrong with ${name}`, () => {
      for (const value of values)
        assert.throws(
          () => check({ [name]: value }),
          (error) =>
            error instanceof UserError &&
            error.code === 'bad-setting' &&
            error.message.includes(name) &&
            error.actions.includes('open-settings'),
          String(value),
        );
    });
});
