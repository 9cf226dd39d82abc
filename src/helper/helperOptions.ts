import { FILTER_SIZE, isEncodedFilter } from '../shared/helper/traceFilter';
import { isPid, isRingSize, isSnapLength } from '../shared/helper/traceLimits';
import { HelperFailure } from './helperFailure';

export interface HelperOptions {
  /** Absolute path of the client's unix socket. */
  socket: string;
  /** What to trace: the binary of the process that began then, or a binary by its absolute path, in bytes where it is not UTF-8. */
  target: { pid: number; started: string } | { binary: string | Buffer };
  /** Bytes, a power of two. */
  ringSize: number;
  /** Payload bytes kept of a message at most. */
  snapLength: number;
  /** What encodeFilter writes. */
  filter: Buffer;
  /** What becomes of unspent coins, too. */
  coins: boolean;
}

const USAGE =
  '--socket PATH (--binary PATH-OR-ITS-HEX | --pid N --started TICKS) --ring-size N --snap-length N --filter HEX [--coins], in this order';

/**
 * Strict, since it runs as root: exactly what src/client/helperCommand.ts writes.
 * @throws HelperFailure `bad-arguments`
 */
export function parseHelperOptions(args: string[]): HelperOptions {
  const rest = [...args];
  const take = (name: string) => (rest.shift() === name ? rest.shift() : undefined);
  const socket = take('--socket') ?? '';
  const target: HelperOptions['target'] =
    rest[0] === '--pid'
      ? { pid: integer(take('--pid')), started: take('--started') ?? '' }
      : { binary: path(take('--binary')) };
  const ringSize = integer(take('--ring-size'));
  const snapLength = integer(take('--snap-length'));
  const filter = Buffer.from((take('--filter') ?? '-').padEnd(FILTER_SIZE * 2, '0'), 'hex');
  const coins = rest.at(0) === '--coins';
  const valid =
    rest.length === Number(coins) &&
    isAbsolute(socket) &&
    ('pid' in target
      ? isPid(target.pid) && /^[0-9]{1,20}$/.test(target.started)
      : isAbsolute(target.binary.toString())) &&
    isRingSize(ringSize) &&
    isSnapLength(snapLength) &&
    isEncodedFilter(filter);
  if (!valid) throw new HelperFailure('bad-arguments', `wanted: ${USAGE}`);
  return { socket, target, ringSize, snapLength, filter, coins };
}

/** Bytes that are not UTF-8 come in hexadecimal: they begin with a slash and contain no NUL. */
function path(text = ''): string | Buffer {
  return /^2f((?!00)[0-9a-f]{2})+$/.test(text) ? Buffer.from(text, 'hex') : text;
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/');
}

function integer(digits = ''): number {
  return /^(0|[1-9][0-9]{0,9})$/.test(digits) ? Number(digits) : NaN;
}
