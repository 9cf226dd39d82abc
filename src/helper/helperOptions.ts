import { FILTER_SIZE, isEncodedFilter } from '../shared/traceFilter';
import { isPid, isRingSize, isSnapLength } from '../shared/traceLimits';
import { HelperFailure } from './helperFailure';

export interface HelperOptions {
  /** Absolute path of the client's unix socket. */
  socket: string;
  /** What to trace: a running process's binary, or a binary by its absolute path. */
  target: { pid: number } | { binary: string };
  /** Bytes, a power of two. */
  ringSize: number;
  /** Payload bytes kept of a message at most. */
  snapLength: number;
  /** As encodeFilter writes it. */
  filter: Buffer;
}

const USAGE =
  '--socket PATH (--binary PATH | --pid N) --ring-size N --snap-length N --filter HEX, in this order';

/**
 * Strict, since it runs as root: exactly what src/client/helperCommand.ts writes.
 * @throws HelperFailure `bad-arguments`
 */
export function parseHelperOptions(args: string[]): HelperOptions {
  const [nameSocket, socket, nameTarget, value, nameRing, ring, nameSnap, snap, nameFilter, hex] =
    args;
  const ringSize = integer(ring);
  const snapLength = integer(snap);
  const filter = Buffer.from((hex ?? '').padEnd(FILTER_SIZE * 2, '0'), 'hex');
  const target = nameTarget === '--pid' ? { pid: integer(value) } : { binary: value ?? '' };
  const valid =
    args.length === 10 &&
    nameSocket === '--socket' &&
    isAbsolute(socket) &&
    (nameTarget === '--pid' || nameTarget === '--binary') &&
    ('pid' in target ? isPid(target.pid) : isAbsolute(target.binary)) &&
    nameRing === '--ring-size' &&
    isRingSize(ringSize) &&
    nameSnap === '--snap-length' &&
    isSnapLength(snapLength) &&
    nameFilter === '--filter' &&
    isEncodedFilter(filter);
  if (!valid) throw new HelperFailure('bad-arguments', `wanted: ${USAGE}`);
  return { socket, target, ringSize, snapLength, filter };
}

function isAbsolute(path: string | undefined): path is string {
  return path?.startsWith('/') ?? false;
}

function integer(digits = ''): number {
  return /^(0|[1-9][0-9]{0,9})$/.test(digits) ? Number(digits) : NaN;
}
