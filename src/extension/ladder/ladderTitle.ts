import type { LadderSource } from '../../shared/webview/ladderProtocol';
import { captureName, longCaptureName } from '../captures/captureName';
import type { Recording } from '../captures/recording';

/** A ladder, as far as its tab is about it. */
interface TitledLadder {
  source: LadderSource;
  recording: Recording;
}

/**
 * The titles of the tabs of all ladders, which are told apart by them: `Peer 7 · live`,
 * `Peers 3, 7 · 14:03:22`, `All peers · busy · redacted`, and `Peer 7 · bitcoind · regtest · live` where the capture
 * has several nodes.
 */
export function ladderTitles(ladders: readonly TitledLadder[]): string[] {
  const names = ladders.map(({ recording }) => captureName(recording));
  return ladders.map(({ source, recording }, i) => {
    const shared = ladders.some(
      (other, j) => names[j] === names[i] && other.source.capture !== source.capture,
    );
    const name = shared && !recording.live ? longCaptureName(recording) : names[i];
    const isRedacted = recording.capture.hello?.redacted !== undefined;
    const redacted = isRedacted ? 'redacted' : '';
    const parts = [peersText(source), nodeText(source, recording), name, redacted].filter(Boolean);
    return `${parts.join(' · ')}${source.preview ? ' (preview)' : ''}`;
  });
}

/** `Peer 7`, `Peers 3, 7, 9`, `12 peers`, `All peers`. */
function peersText({ peers }: Pick<LadderSource, 'peers'>): string {
  if (peers === 'all') return 'All peers';
  const ids = peers.map(({ peer }) => peer);
  if (ids.length === 1) return `Peer ${ids[0]!}`;
  return ids.length > 4 ? `${ids.length} peers` : `Peers ${ids.join(', ')}`;
}

/** Peers of several nodes have the same numbers. */
function nodeText({ peers }: LadderSource, recording: Recording): string {
  if (peers === 'all') return '';
  const titles = (pids: Iterable<number>): Set<string> =>
    new Set([...pids].map((pid) => recording.nodeTitle(pid)));
  if (titles(recording.peers.nodes.keys()).size < 2) return '';
  const [only, ...others] = titles(peers.map(({ pid }) => pid));
  return others.length === 0 ? (only ?? '') : '';
}
