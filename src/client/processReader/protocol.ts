import type { UnusualProbe } from '../elfProbes';

/*
 * What the client asks the process that reads of others' processes, and what it answers: a line of
 * JSON each. The last answer to every request is `done` or `refused`.
 */

export type Request =
  | {
      kind: 'nodes';
      /** Where procfs is mounted. */
      proc: string;
      /** Of every process when absent. A thread’s number stands for its process’s. */
      pids?: number[];
      /** Also tell of processes that are not nodes. */
      any?: true;
      /** Processes that are not read of, as {@link processKey} names them: they have hung a reader. */
      skip: string[];
      /** Likewise every process of these users. */
      skipUsers: number[];
    }
  /** The probes of an executable. */
  | { kind: 'file'; path: string }
  /** What is at a path now; no answer but `done` where that cannot be told. */
  | { kind: 'identity'; path: string }
  /** How these processes are connected. */
  | { kind: 'connections'; proc: string; pids: number[] };

export type Answer =
  /** Begins to read of this process: if nothing follows, it is what hangs. */
  | { kind: 'at'; process: ProcessGlance }
  | { kind: 'node'; node: ProcessFacts }
  /** Of a process that looks like a node. */
  | { kind: 'unread'; process: ProcessGlance; reason: string }
  | { kind: 'file'; names: string[]; unusual: UnusualProbe[] }
  | { kind: 'identity'; file: FileIdentity }
  | { kind: 'connections'; of: NodeConnections }
  /** It cannot be read; `code` is the system's, if it is the system that says so. */
  | { kind: 'refused'; reason: string; code?: string }
  /** @param partial There is more than is told. */
  | { kind: 'done'; partial: boolean };

/** What the kernel tells of a process from its own memory, so that asking cannot hang. */
export interface ProcessGlance {
  pid: number;
  /** As {@link startTimeOf} says. */
  started: string;
  uid: number;
  /** Of its executable, or what it calls itself. */
  name: string;
  /** Whether it has the thread that handles messages in Core. */
  threads: boolean;
  /** Whether it has, or is called as a node is. */
  likely: boolean;
  /** It is in a container, with process numbers of its own. */
  nested: boolean;
}

/** What tells one file from another, and from what it was before. */
export interface FileIdentity {
  device: string;
  inode: string;
  size: string;
  /** Nanoseconds since 1970, when it was written. */
  written: string;
}

/** What a silent trace wants to know of a process. */
export interface NodeConnections {
  pid: number;
  /** Connections with peers that are established. */
  open: number;
  /** By a signal or a debugger. */
  stopped: boolean;
}

/** All that is known of a process that may be a node. */
export interface ProcessFacts {
  pid: number;
  started: string;
  name: string;
  /** Absolute path; what the command line calls it where that is hidden. */
  binary: string;
  /** `binary` is what the command line calls it. */
  claimed?: true;
  /** The executable is no longer at its path. */
  deleted?: true;
  /** The executable’s path leads to it within the process’s own mounts or root only. */
  elsewhere?: true;
  network: string;
  dataDirectory: string;
  user: string;
  probes: string[];
  probesKnown: boolean;
  unusual: UnusualProbe[];
  /** Why the executable is not one that may have probes; absent where it is, or is hidden. */
  refused?: string;
  /** Of the executable, which is what probes are attached to; absent where it is hidden. */
  file?: FileIdentity;
  /** Device and inode of the data directory, as the process sees it. */
  place?: string;
}

export function processKey({ pid, started }: Pick<ProcessGlance, 'pid' | 'started'>): string {
  return `${pid}:${started}`;
}
