import { hostname } from 'node:os';
import { encodeFailure } from '../shared/failure';
import { encodeHello } from '../shared/hello';
import { FORMAT_VERSION } from '../shared/layout';
import { attachMode } from './attachMode';
import { dial } from './dial';
import { forward } from './forward';
import { toFailure } from './helperFailure';
import { parseHelperOptions, type HelperOptions } from './helperOptions';
import { loadAddon } from './loadAddon';
import { dropPrivileges, invokingUser, type InvokingUser } from './privileges';
import { resolveTarget } from './resolveTarget';

/** The same moment on both clocks: waits for a new millisecond, finer than which Node has no wall clock. */
function readClocks() {
  const before = Date.now();
  let now = before;
  while (now === before) now = Date.now();
  return { wallNs: BigInt(now) * 1_000_000n, monotonicNs: process.hrtime.bigint() };
}

/** The root phase: ends with the probes attached and every privilege gone. */
function attach(options: HelperOptions, user: InvokingUser) {
  const target = resolveTarget(options.target);
  const { ringSize, snapLength, filter } = options;
  const tracer = loadAddon().open({ binary: target.path, ringSize, snapLength, filter });
  const mode = attachMode();
  dropPrivileges(user);
  const hello = encodeHello({
    version: FORMAT_VERSION,
    ...readClocks(),
    host: hostname(),
    binary: target.binary,
    tracepoints: tracer.tracepoints,
    attachMode: mode,
  });
  return { tracer, hello };
}

async function main(): Promise<void> {
  const options = parseHelperOptions(process.argv.slice(2));
  const user = invokingUser();
  const socket = await dial(options.socket, user);
  try {
    const { tracer, hello } = attach(options, user);
    // Written when the callback comes: from then on the socket is the tracer's.
    await new Promise((resolve) => socket.write(hello, resolve));
    const end = forward(tracer, socket, (code) => process.exit(code));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  } catch (error) {
    socket.on('error', () => process.exit(1));
    socket.end(encodeFailure(toFailure(error)), () => process.exit(1));
  }
}

main().catch((error: unknown) => {
  // There is no client to tell.
  process.stderr.write(`bitcoin-p2p-trace helper: ${toFailure(error).detail}\n`);
  process.exit(1);
});
