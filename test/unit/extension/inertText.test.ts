import assert from 'node:assert/strict';
import { inertLabel, inertMessage } from '../../../src/extension/host/inertText';

describe('inert text', () => {
  it('draws no icon in a list', () => {
    assert.equal(inertLabel('a$(trash)\x1b'), 'a\\$(trash)⟨U+001B⟩');
  });

  it('is not a link in a notification, and keeps its lines', () => {
    assert.equal(
      inertMessage('[x](command:workbench.action.quit)\n\u202e'),
      '[x] (command:workbench.action.quit)\n⟨U+202E⟩',
    );
  });
});
