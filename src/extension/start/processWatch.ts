import { OTHER_PROCESSES } from '../../capture/index/peerTable';
import { watchProcess } from '../../client/watchProcess';
import { DisposableList, type Disposable } from '../../shared/disposable';
import type { Recording } from '../captures/recording';

/** Says when a process ends, in a trace of every process of a binary. */
export function watchProcesses(recording: Recording, onEnd: (pid: number) => void): Disposable {
  const watched = new Map<number, Disposable>();
  const disposables = new DisposableList();
  disposables.add({ dispose: () => watched.forEach((watch) => watch.dispose()) });
  const look = () => {
    for (const [pid, node] of recording.peers.nodes) {
      if (watched.has(pid) || node.ended || pid === OTHER_PROCESSES) continue;
      const watch = watchProcess(pid, () => {
        watched.delete(pid);
        recording.peers.nodeEnded(pid);
        onEnd(pid);
      });
      watched.set(pid, watch);
    }
  };
  let seen = -1;
  disposables.add(
    recording.capture.onAppend(() => {
      if (recording.peers.structureRevision === seen) return;
      seen = recording.peers.structureRevision;
      look();
    }),
  );
  return disposables;
}
