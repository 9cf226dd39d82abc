import assert from 'node:assert/strict';
import {
  openCapture,
  type CaptureSurroundings,
} from '../../../src/extension/captures/captureCommands';

describe('openCapture', () => {
  it('says while a trace runs what stands in the way of opening, and nothing of starting', async () => {
    const around = { tracing: () => true } as CaptureSurroundings;
    await assert.rejects(openCapture(around), (error: Error) => {
      assert.match(String(error), /Stop it first.*then open the capture/);
      assert.doesNotMatch(String(error), /start/i);
      return true;
    });
  });
});
