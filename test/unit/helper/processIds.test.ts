import assert from 'node:assert/strict';
import { libuvMayUseIoUring } from '../../../src/helper/processIds';

describe('libuvMayUseIoUring', () => {
  it('knows the versions that do so by themselves', () => {
    assert.equal(libuvMayUseIoUring('1.44.2', undefined), false);
    assert.equal(libuvMayUseIoUring('1.45.0', undefined), true);
    assert.equal(libuvMayUseIoUring('1.48.9', '0'), true);
    assert.equal(libuvMayUseIoUring('1.49.0', undefined), false);
    assert.equal(libuvMayUseIoUring('1.50.0', '0'), false);
  });

  it('fears what it cannot know', () => {
    assert.equal(libuvMayUseIoUring('1.50.0', '1'), true);
    assert.equal(libuvMayUseIoUring('2.0.0', undefined), true);
  });
});
