import type { Recording } from '../../src/extension/captures/recording';
import { LadderSession } from '../../src/extension/ladder/ladderSession';
import { EVERYTHING, type HostToLadder } from '../../src/shared/webview/ladderProtocol';

/** A ladder of all peers as its page uses it: it shows the end, and asks for it again. */
export function openLadder(recording: Recording, posted: () => void = () => undefined) {
  const nothing = (): void => undefined;
  const post = (message: HostToLadder): void => {
    posted();
    if (message.type !== 'show' && message.type !== 'grown') return;
    const { generation, length } = message;
    session.receive({ type: 'rows', generation, from: Math.max(0, length - 50), to: length });
  };
  const session = new LadderSession(
    recording,
    { capture: recording.capture.path, peers: 'all' },
    'delta',
    () => undefined,
    {
      post,
      inspect: nothing,
      select: nothing,
      saveDrawing: nothing,
      savedFilters: nothing,
      chooseColumns: nothing,
      run: nothing,
    },
  );
  session.receive({ type: 'ready', query: EVERYTHING });
  return session;
}
