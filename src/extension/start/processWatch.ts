import { OTHER_PROCESSES } from '../../capture/index/peerTable';
import { findNode } from '../../client/nodes';
import { watchProcess } from '../../client/processEnd';
import { DisposableList, type Disposable } from '../../shared/disposable';
import type { Recording } from '../captures/recording';
import { nodeName } from './startChoices';

/** For a trace of every process of a binary: names each that appears, and says when it is gone. */
export function watchProcesses(recording: Recording): Disposable {
  const watched = new Map<number, Disposable>();
  const disposables = new DisposableList();
  disposables.add({ dispose: () => watched.forEach((watch) => watch.dispose()) });
  const look = () => {
    for (const [pid, node] of recording.peers.nodes) {
      if (watched.has(pid) || node.ended || pid === OTHER_PROCESSES) continue;
      void nameNode(recording, pid);
      const watch = watchProcess(pid, () => {
        watched.delete(pid);
        recording.peers.nodeEnded(pid);
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

async function nameNode(recording: Recording, pid: number): Promise<void> {
  // Without a name where the process cannot be looked at now.
  const node = await findNode(pid).catch(() => undefined);
  if (node) recording.nodeNames.set(pid, nodeName(node));
}
