import type { Recording } from '../../src/extension/captures/recording';
import type { LadderSession } from '../../src/extension/ladder/ladderSession';
import { LadderTester } from '../unit/extension/ladderSupport';

/** A ladder of all peers as its page uses it: it shows the end, and asks for it again. */
export function openLadder(
  recording: Recording,
  posted: () => void = () => undefined,
): LadderSession {
  const source = { capture: recording.capture.path, peers: 'all' } as const;
  const ladder = new LadderTester(recording, source, {}, (told) => {
    posted();
    if (told.type !== 'show' && told.type !== 'grown') return;
    const { generation, length: to } = told;
    const asked = ladder.ask.rows({ generation, from: Math.max(0, to - 50), to });
    void Promise.resolve(asked).then((rows) => {
      if (rows) posted();
    });
  });
  ladder.ready();
  return ladder.session;
}
