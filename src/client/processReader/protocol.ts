import type { UnusualProbe } from '../elfProbes';

/*
 * What the client asks the process that reads other users' processes, and what that answers. Each is a
 * line of JSON. The last answer to every request is `done` or `refused`.
 */

export type Request =
  | {
      kind: 'nodes';
      /** Where procfs is mounted. */
      proc: string;
      /** The processes to read; all when absent. A thread’s number counts as its process’s. */
      pids?: number[];
      /** Also report processes that are not nodes. */
      any?: true;
      /** Processes that are not read, because they have hung a reader; as {@link processKey} names them. */
      skip: string[];
      /** No process of these users is read either. */
      skipUsers: number[];
    }
  /** The probes of an executable. */
  | { kind: 'file'; path: string }
  /** What is at a path now; no answer but `done` where that cannot be told. */
  | { kind: 'identity'; path: string }
  /** How these processes are connected. */
  | { kind: 'connections'; proc: string; pids: number[] };

export type Answer =
  /** The reader begins with this process: if nothing follows, this process hangs it. */
  | { kind: 'at'; process: ProcessGlance }
  | { kind: 'node'; node: ProcessFacts }
  /** A process that looks like a node could not be read. */
  | { kind: 'unread'; process: ProcessGlance; reason: string }
  | { kind: 'file'; names: string[]; unusual: UnusualProbe[] }
  | { kind: 'identity'; file: FileIdentity }
  | { kind: 'connections'; of: NodeConnections }
  /** It cannot be read; `code` is the system's, if it is the system that says so. */
  | { kind: 'refused'; reason: string; code?: string }
  /** @param partial There are more processes than were reported. */
  | { kind: 'done'; partial: boolean };

/** What the kernel knows of a process in its own memory, so that asking for it cannot hang. */
export interface ProcessGlance {
  pid: number;
  /** The start time that {@link startTimeOf} gives. */
  started: string;
  uid: number;
  /** The name of its executable, or what it calls itself. */
  name: string;
  /** Whether it has the thread that handles messages in Core. */
  threads: boolean;
  /** Whether it has that thread, or has the name of a node. */
  likely: boolean;
  /** It is in a container, with process numbers of its own. */
  nested: boolean;
}

/** Distinguishes a file from other files, and from what the same file was earlier. */
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
  /** Whether it is stopped by a signal or a debugger. */
  stopped: boolean;
}

/** Everything that is known about a process that may be a node. */
export interface ProcessFacts {
  pid: number;
  /** The start time that {@link startTimeOf} gives. */
  started: string;
  /** The executable's file name: bitcoind. */
  name: string;
  /** Absolute path, as the process has it; what the command line calls it where that is hidden. */
  binary: string;
  /** `binary` is only what the command line claims. */
  claimed?: true;
  /** The executable was replaced or removed since it was started. */
  deleted?: true;
  /** `binary` leads to the executable only in the process's own mounts, as in a container. */
  elsewhere?: true;
  /** main, test, testnet4, signet, regtest; `demo` for the demo node, `unknown` where it cannot be told. */
  chain: string;
  /** Without the chain's subdirectory; empty for the demo node. */
  dataDirectory: string;
  user: string;
  /** Names of its net:* tracepoints, without the `net:`; none where it was built without them. */
  probes: string[];
  /** False where the executable is hidden from us: whether it has probes is known once it is traced. */
  probesKnown: boolean;
  /** Those of its tracepoints that not every libbpf can attach. */
  unusual: UnusualProbe[];
  /** Why the executable is not one that may have probes; absent where it is, or is hidden. */
  refused?: string;
  /** The executable, to which probes are attached, as the process has it open; absent where it is hidden. */
  file?: FileIdentity;
  /** Device and inode of the data directory, as the process sees it. */
  directoryId?: string;
}

export function processKey({ pid, started }: Pick<ProcessGlance, 'pid' | 'started'>): string {
  return `${pid}:${started}`;
}
