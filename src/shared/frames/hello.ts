import { needLength, MalformedFrame, readStrings } from './frameReader';
import { packStrings, writeFrame } from './frameWriter';
import { readNames, readUnattached, writeUnattached, type UnattachedProbe } from './probeLists';
import { FORMAT_VERSION, FrameKind, HEADER, HelloFlag, OLDEST_VERSION } from './layout';

/** How a capture was redacted: docs/redaction.md. */
export interface Redacted {
  /** All times are shifted. */
  times: boolean;
  /** Transactions and hashes of blocks are stand-ins. */
  transactions: boolean;
}

/** The first frame of every stream and capture file. */
export interface Hello {
  version: number;
  /** The same moment on two clocks, nanoseconds: wall (unix) and CLOCK_MONOTONIC. */
  wallNs: bigint;
  monotonicNs: bigint;
  /** Host name of the machine that traced. */
  host: string;
  /** Absolute path of the traced binary. */
  binary: string;
  /** Names of the net:* tracepoints that are attached, without the `net:`. */
  tracepoints: string[];
  /** How the probes are attached, for the user's eyes: `uprobe_multi`, `perf events`. */
  attachMode: string;
  /** What the trace cannot see; empty also in captures of releases that did not say. */
  unattached: UnattachedProbe[];
  /** Addresses and names are stand-ins; absent where they are as they were recorded. */
  redacted?: Redacted;
}

const VERSION = HEADER.size;
const WALL = HEADER.size + 8;
const MONOTONIC = HEADER.size + 16;
const STRINGS = HEADER.size + 24;

/** As a trace has it: it never says that it is redacted (redactedHello.ts). */
export function encodeHello(hello: Hello): Buffer {
  const fixed = Buffer.alloc(STRINGS - HEADER.size);
  fixed.writeUInt32LE(hello.version, VERSION - HEADER.size);
  fixed.writeBigUInt64LE(hello.wallNs, WALL - HEADER.size);
  fixed.writeBigUInt64LE(hello.monotonicNs, MONOTONIC - HEADER.size);
  const strings = [
    hello.host,
    hello.binary,
    hello.tracepoints.join(','),
    hello.attachMode,
    writeUnattached(hello.unattached),
  ];
  return writeFrame(FrameKind.Hello, Buffer.concat([fixed, packStrings(strings)]));
}

function readRedacted(flags: number): Redacted | undefined {
  if (!(flags & HelloFlag.Redacted)) return undefined;
  return {
    times: (flags & HelloFlag.TimesShifted) !== 0,
    transactions: (flags & HelloFlag.TransactionsReplaced) !== 0,
  };
}

/** @throws MalformedFrame, also for a version that this reader does not know. */
export function decodeHello(frame: Buffer): Hello {
  needLength(frame.length, STRINGS);
  const version = frame.readUInt32LE(VERSION);
  if (version < OLDEST_VERSION || version > FORMAT_VERSION)
    throw new MalformedFrame(
      `format version ${version}; this release reads versions ${OLDEST_VERSION} to ${FORMAT_VERSION}`,
    );
  const [host, binary, tracepoints, attachMode, unattached = ''] = readStrings(
    frame,
    STRINGS,
    4,
    1,
  ) as [string, string, string, string, string?];
  const redacted = readRedacted(frame.readUInt16LE(HEADER.flags));
  return {
    version,
    wallNs: frame.readBigUInt64LE(WALL),
    monotonicNs: frame.readBigUInt64LE(MONOTONIC),
    host,
    binary,
    tracepoints: readNames(tracepoints),
    attachMode,
    unattached: readUnattached(unattached),
    ...(redacted && { redacted }),
  };
}
