import assert from 'node:assert/strict';
import {
  openCapture,
  type CaptureDependencies,
} from '../../../src/extension/captures/captureCommands';

describe('openCapture', () => {
  it('says while a trace runs what stands in the way of opening, and nothing of starting', async () => {
    const deps = { tracing: () => true } as CaptureDependencies;
    await assert.rejects(openCapture(deps), (error: Error) => {
      assert.match(String(error), /Stop it first.*then open the capture/);
      assert.doesNotMatch(String(error), /start/i);
      return true;
    });
  });
});
