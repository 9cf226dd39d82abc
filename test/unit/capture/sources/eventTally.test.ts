import assert from 'node:assert/strict';
import { EventTally } from '../../../../src/capture/sources/peerObserver/eventTally';

describe('what is said of an archive’s messages', () => {
  function notesOf(messages: number, reconstructed: number): string {
    const tally = new EventTally();
    for (let i = 0; i < messages; i++)
      tally.addMessage({ reconstructed: i < reconstructed, isWhole: i >= reconstructed });
    return tally.notes().join('\n');
  }

  it('has its counts as everywhere, and one as one', () => {
    assert.match(
      notesOf(2450, 1028),
      /^1,028 messages of 2,450 are marked .* of them\. Of 1,028 it /,
    );
    assert.match(notesOf(3, 1), /^1 message of 3 is marked .* every byte of it\. /);
  });
});
