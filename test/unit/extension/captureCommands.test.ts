import assert from 'node:assert/strict';
import {
  openCapture,
  type CaptureDependencies,
} from '../../../src/extension/captures/captureCommands';

describe('openCapture', () => {
  it('says why nothing can be opened while a trace runs, and does not mention starting', async () => {
    const deps = { tracing: () => true } as CaptureDependencies;
    await assert.rejects(openCapture(deps), (error: Error) => {
      assert.match(String(error), /Stop it first.*then open the capture/);
      assert.doesNotMatch(String(error), /start/i);
      return true;
    });
  });
});
