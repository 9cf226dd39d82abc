import { assertNever } from '../assertNever';
import type { Failure } from '../frames/failure';
import { helperBroken, helperEnded } from './helperErrors';
import { tooFewFiles } from './setupErrors';
import { noProbes, noTarget } from './targetErrors';
import { UserError } from './userError';

/** A failure that the helper reported, as a person reads it. @param target The binary, as the user knows it. */
export function failureError(failure: Failure, target: string): UserError {
  switch (failure.code) {
    case 'no-target':
      return noTarget(target, failure.detail);
    case 'no-probes':
      return noProbes(target);
    case 'kernel-lacks':
      return kernelLacks(failure.detail);
    case 'not-permitted':
      return notPermitted(failure.detail);
    case 'attach-failed':
      return failure.detail.startsWith('too few files')
        ? tooFewFiles()
        : attachFailed(failure.detail);
    case 'interrupted':
      return failure.detail === 'SIGIO' ? binaryChanging(target) : helperEnded();
    case 'bad-arguments':
    case 'not-dropped':
    case 'unknown':
      return helperBroken(failure.detail);
    default:
      return assertNever(failure.code);
  }
}

/** @param detail Names what the kernel lacks. */
function kernelLacks(detail: string): UserError {
  return new UserError(
    'kernel-lacks',
    `This kernel lacks what tracing needs: ${detail}.`,
    'Use a kernel of 5.15 or newer with CONFIG_DEBUG_INFO_BTF, CONFIG_BPF_SYSCALL and CONFIG_UPROBE_EVENTS, as Debian and Ubuntu ship it; containers need the host to allow bpf().',
    ['check-setup', 'open-docs'],
  );
}

function notPermitted(detail: string): UserError {
  return new UserError(
    'not-permitted',
    `The kernel refused to attach the probes: ${detail}.`,
    'In a container, root needs CAP_BPF, CAP_PERFMON and CAP_SYS_ADMIN. An installed helper with its own capabilities may lack one of them. Under kernel lockdown or Secure Boot, allow BPF.',
    ['check-setup', 'open-docs'],
  );
}

function attachFailed(detail: string): UserError {
  return new UserError(
    'attach-failed',
    `The probes could not be attached: ${detail}.`,
    'If the node’s binary is the cause, build it with -O2, as its releases are built, or trace another node. Otherwise try again. If it still fails, please report it with this text and the output of `uname -r`.',
    ['retry', 'show-log'],
  );
}

/** @param binary The one that was traced. */
function binaryChanging(binary: string): UserError {
  return new UserError(
    'binary-changing',
    `A program began to write to ${binary}, so the trace ended: a probe that stays in a changing file would crash any node started from it.`,
    'What was captured is kept. Start the trace again when the new file is complete.',
    ['retry'],
  );
}
