import { runsOfEarlier, watchBinary } from '../client/binaryWatch';
import type { TraceTarget } from '../client/helperCommand';
import { watchProcess } from '../client/watchProcess';
import { startTime } from '../client/startTime';
import { DisposableList, type Disposable } from '../shared/disposable';
import {
  binaryOverwritten,
  binaryReplaced,
  earlierBinaryRuns,
} from '../shared/errors/targetErrors';
import { HEADER } from '../shared/frames/layout';
import type { UserError } from '../shared/errors/userError';
import { visible } from '../shared/text/visible';
import { say } from './output';

export interface NodeWatch extends Disposable {
  /** To be called when the probes are attached. */
  begin(): void;
  /** Takes frames of the trace, which name processes. */
  see(run: Buffer): void;
}

/**
 * Says what becomes of the traced processes.
 * @param onEnd The only process that there is to trace has ended; with an error, the trace must not go on.
 * @param onGone One of several processes has ended: another one may get its number.
 */
export function watchNodes(
  target: TraceTarget,
  onEnd: (problem?: UserError) => void,
  onGone: (pid: number) => void,
): NodeWatch {
  return target.kind === 'node'
    ? watchNode(target.pid, onEnd)
    : watchEvery(target.binary, onEnd, onGone);
}

function watchNode(pid: number, onEnd: () => void): NodeWatch {
  const watches = new DisposableList();
  return {
    begin: () => {
      watches.add(
        watchProcess(pid, () => {
          say(`The node (pid ${pid}) ended.`);
          onEnd();
        }),
      );
    },
    see: () => undefined,
    dispose: () => watches.dispose(),
  };
}

/** Processes that are watched at a time; a machine has far fewer nodes. */
const MOST_WATCHED = 1000;

/** Every process of a binary that fires, one after the other. */
function watchEvery(
  binary: string,
  onEnd: (problem: UserError) => void,
  onGone: (pid: number) => void,
): NodeWatch {
  const watches = new DisposableList();
  const alive = new Map<number, Disposable>();
  const meet = (pid: number): void => {
    // A process that is gone already, or that has another number here, cannot be watched.
    if (pid === 0 || alive.has(pid) || alive.size === MOST_WATCHED) return;
    if (startTime(pid) === undefined) return;
    const watch = watchProcess(pid, () => {
      alive.delete(pid);
      onGone(pid);
      say(`The node (pid ${pid}) ended. The trace goes on: ${visible(binary)} may start again.`);
    });
    alive.set(pid, watch);
  };
  return {
    begin: () => {
      watches.add(
        watchBinary(binary, (change) => {
          if (change === 'overwritten') onEnd(binaryOverwritten(binary));
          else say(binaryReplaced(binary).toString());
        }),
      );
      void sayEarlier(binary);
    },
    see: (run) => {
      let last = 0;
      for (let at = 0; at < run.length; at += run.readUInt32LE(at + HEADER.length)) {
        const pid = run.readUInt32LE(at + HEADER.pid);
        if (pid !== last) meet(pid);
        last = pid;
      }
    },
    dispose: () => {
      watches.dispose();
      for (const watch of alive.values()) watch.dispose();
    },
  };
}

async function sayEarlier(binary: string): Promise<void> {
  // What cannot be looked at is not what the user asked for.
  const pids = await runsOfEarlier(binary).catch(() => []);
  if (pids.length > 0) say(earlierBinaryRuns(binary, pids).toString());
}
