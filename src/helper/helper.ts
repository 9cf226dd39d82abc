import { hostname } from 'node:os';
import type { Addon, Tracer } from '../shared/helper/addon';
import { encodeFailure, type Failure } from '../shared/frames/failure';
import { encodeHello } from '../shared/frames/hello';
import { FORMAT_VERSION } from '../shared/frames/layout';
import { loadAddon } from '../shared/helper/loadAddon';
import { dial } from './dial';
import { forward } from './forward';
import { toFailure } from './helperFailure';
import { parseHelperOptions, type HelperOptions } from './helperOptions';
import { attachMode, usesIoUring } from './openFiles';
import { dropPrivileges, invokingUser, seal } from './privileges';
import { resolveTarget } from './resolveTarget';

/** The same moment on both clocks: it waits for a new millisecond, since Node's wall clock is not finer. */
function readClocks() {
  const before = Date.now();
  let now = before;
  while (now === before) now = Date.now();
  return { wallNs: BigInt(now) * 1_000_000n, monotonicNs: process.hrtime.bigint() };
}

interface Attached {
  tracer: Tracer;
  hello: Buffer;
}

/** Everything that needs privileges, and nothing else. */
function attach(addon: Addon, options: HelperOptions): Attached {
  const target = resolveTarget(options.target);
  const tracer = addon.open({ ...options, binary: target.path });
  const hello = encodeHello({
    version: FORMAT_VERSION,
    ...readClocks(),
    host: hostname(),
    binary: target.binary,
    tracepoints: tracer.tracepoints,
    attachMode: attachMode(),
    unattached: tracer.unattached,
  });
  return { tracer, hello };
}

/** Says that a path cannot be traced, but not why: that would tell a user about files that only root can see. */
const UNFIT =
  'it does not exist, or is not a node’s program for this machine, with net:* tracepoints';

function attempt(addon: Addon, options: HelperOptions, uid: number): Attached | Failure {
  try {
    return attach(addon, options);
  } catch (error) {
    const failure = toFailure(error);
    const hides = 'binary' in options.target && uid !== 0 && failure.code.startsWith('no-');
    return hides ? { code: 'no-target', detail: UNFIT } : failure;
  }
}

async function main(): Promise<void> {
  const addon = loadAddon(__dirname);
  addon.shield();
  const options = parseHelperOptions(process.argv.slice(2));
  const uid = invokingUser();
  // If Node has opened an io_uring, in any event loop, no filter could see what goes through it.
  if (usesIoUring())
    addon.restartWithoutIoUring([process.execPath, ...process.execArgv, ...process.argv.slice(1)]);
  const outcome = attempt(addon, options, uid);
  dropPrivileges(addon, uid);
  // From here on it is the user's process: it connects with the user's rights, and opens nothing afterwards.
  const socket = await dial(options.socket, uid, addon);
  seal(addon);
  if ('code' in outcome) {
    socket.on('error', () => process.exit(1));
    socket.end(encodeFailure(outcome), () => process.exit(1));
    return;
  }
  // Written when the callback comes: from then on the socket is the tracer's.
  await new Promise((resolve) => socket.write(outcome.hello, resolve));
  const end = forward(outcome.tracer, socket, (code) => process.exit(code));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGIO'] as const) process.on(signal, end);
}

main().catch((error: unknown) => {
  // No client is connected that could be told.
  process.stderr.write(`bitcoin-p2p-trace helper: ${toFailure(error).detail}\n`);
  process.exit(1);
});
