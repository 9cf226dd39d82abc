import { UserError } from './userError';

export function noNodeFound(): UserError {
  return new UserError(
    'no-node',
    'No running Bitcoin Core node with tracepoints was found.',
    'Start bitcoind, name a binary to wait for (--binary on the command line), or look at the demo node.',
    ['retry', 'browse', 'use-demo'],
  );
}

/** @param choices One line for each node. */
export function severalNodes(choices: string[]): UserError {
  return new UserError(
    'several-nodes',
    `Several nodes can be traced:\n${choices.map((line) => `  ${line}\n`).join('')}`.trimEnd(),
    '\nChoose one with --pid, or all nodes of one binary with --binary.',
  );
}

export function noProbes(binary: string): UserError {
  return new UserError(
    'no-probes',
    `${binary} has no net:* tracepoints, so there is nothing to attach to.`,
    'Release binaries for Linux have them. To build a node with tracepoints, install Debian’s systemtap-sdt-dev and run `cmake -B build -DWITH_USDT=ON`.',
    ['browse', 'open-docs'],
  );
}

export function noTarget(binary: string, detail: string): UserError {
  return new UserError(
    'no-target',
    `${binary} cannot be traced: ${detail}.`,
    'Choose the node’s executable, an ELF file for this machine.',
    ['browse'],
  );
}

export function nodeVanished(pid: number): UserError {
  return new UserError(
    'node-vanished',
    `Process ${pid} is not running, or no longer running.`,
    'Start the node and then the trace again, or trace its binary: such a trace waits for the node to start.',
    ['retry', 'browse'],
  );
}

/** @param detail What the system reported: too many open files. */
export function lookFailed(detail: string): UserError {
  return new UserError(
    'look-failed',
    `The running processes could not be read: ${detail}.`,
    'Try again. If a limit is named, raise it first.',
    ['retry'],
  );
}

/** @param binary The one that was traced. */
export function binaryReplaced(binary: string): UserError {
  return new UserError(
    'binary-replaced',
    `${binary} was replaced by another file, whose tracepoints are not attached.`,
    'Restart the trace when the new node is running.',
    ['stop-and-start'],
  );
}

export function binaryOverwritten(binary: string): UserError {
  return new UserError(
    'binary-overwritten',
    `${binary} was written to in place. The probes would be in the middle of its new content and crash the node, so they were removed and the trace ended.`,
    'Restart the trace now that the file has changed. To keep a trace running next time, replace the file (`mv`, `install`) instead of writing to it.',
    ['stop-and-start'],
  );
}

/** @param pids The processes that run the earlier file. */
export function earlierBinaryRuns(binary: string, pids: readonly number[]): UserError {
  const [who, runs] = pids.length === 1 ? ['Process', 'runs'] : ['Processes', 'run'];
  return new UserError(
    'earlier-binary-runs',
    `${who} ${pids.join(', ')} still ${runs} the file that was at ${binary} before it was replaced, so the trace does not see what happens there.`,
    'Restart the node, or trace its process instead of the binary.',
  );
}
