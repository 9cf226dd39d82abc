import { needLength, readStrings } from './frameReader';
import { packStrings, writeFrame } from './frameWriter';
import { FrameKind, HEADER } from './layout';
import { readClock, writeClock, type NodeClock } from './nodeClock';
import { readNames, readUnattached, writeUnattached, type UnattachedProbe } from './probeLists';

/** Who a traced process is; the latest frame of a process counts. Strings are '' where they are not known. */
export interface NodeFrame {
  pid: number;
  /** The executable's name: `bitcoind`; in a fleet what the node's agent calls it. */
  name: string;
  /** `main`, `test`, `testnet4`, `signet`, `regtest`; `demo` for the demo node. */
  chain: string;
  /** Absolute, without the chain's subdirectory. */
  dataDirectory: string;
  /** Absolute path of the executable, as the process has it. */
  binary: string;
  /** As the node calls itself in its `version` messages: `/Satoshi:30.0.0/`. */
  userAgent: string;
  /** Tracepoints that the binary has, where it could be read; those of `net` without it. */
  present: string[];
  /** What of them is attached, written likewise. */
  tracepoints: string[];
  /** What is not seen although it could be expected, and why. */
  unattached: UnattachedProbe[];
  /** Of its machine; absent where nothing is known of it. */
  clock?: NodeClock;
}

export function encodeNode(node: NodeFrame): Buffer {
  const { pid, name, chain, dataDirectory, binary, userAgent } = node;
  const strings = [name, chain, dataDirectory, binary, userAgent];
  const probes = [
    node.present.join(','),
    node.tracepoints.join(','),
    writeUnattached(node.unattached),
  ];
  const clock = writeClock(node.clock ?? {});
  const more = clock === '' ? [] : [clock];
  const frame = writeFrame(FrameKind.Node, packStrings([...strings, ...probes, ...more]));
  frame.writeUInt32LE(pid, HEADER.pid);
  return frame;
}

const STRINGS = 8;
/** Those that came later. */
const MORE = 1;
type Strings = [string, string, string, string, string, string, string, string, string?];

/** @throws MalformedFrame */
export function decodeNode(frame: Buffer): NodeFrame {
  needLength(frame.length, HEADER.size);
  const strings = readStrings(frame, HEADER.size, STRINGS, MORE) as Strings;
  const [name, chain, dataDirectory, binary, userAgent, present, tracepoints, unattached] = strings;
  const clock = readClock(strings[STRINGS] ?? '');
  return {
    pid: frame.readUInt32LE(HEADER.pid),
    name,
    chain,
    dataDirectory,
    binary,
    userAgent,
    present: readNames(present),
    tracepoints: readNames(tracepoints),
    unattached: readUnattached(unattached),
    ...(Object.keys(clock).length > 0 && { clock }),
  };
}
