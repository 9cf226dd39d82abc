import { nothingAttaches } from '../../shared/errors/errors';
import { capabilityNames } from '../installedHelper';
import type { Sandbox } from './sandbox';

/** What obstacles are told from. */
export interface Surroundings extends Sandbox {
  /** Effective. */
  uid: number;
}

/** Something around this process that may keep anything started from it from attaching. */
export interface Obstacle {
  id: 'sandbox' | 'user-namespace' | 'bounding-set' | 'no-new-privileges';
  /** What is looked at: `Sandbox`. */
  name: string;
  /** It is in the way, for certain. */
  stands: boolean;
  /** What was found. */
  found: string;
  /** What to do where it stands. */
  next: string;
}

/** All of them, those that stand and those that do not. */
export function obstacles(facts: Surroundings): Obstacle[] {
  return [sandbox(facts), userNamespace(facts), boundingSet(facts), noNewPrivileges(facts)];
}

/**
 * Before anybody is asked for a password.
 * @throws UserError `nothing-attaches` where it is certain that a trace cannot be started from here.
 */
export function refuseHopeless(facts: Surroundings): void {
  const standing = obstacles(facts).find(({ stands }) => stands);
  if (standing) throw nothingAttaches(standing.found, standing.next);
}

/** What the kernel grants no probe without, one of these sets. */
export function mayAttach(capabilities: readonly string[]): boolean {
  const has = (name: string) => capabilities.includes(name);
  return has('CAP_SYS_ADMIN') || (has('CAP_BPF') && has('CAP_PERFMON'));
}

function sandbox({ confinedBy }: Surroundings): Obstacle {
  return {
    ...{ id: 'sandbox', name: 'Sandbox', stands: confinedBy !== undefined },
    found: confinedBy
      ? `${confinedBy}: nothing started from it becomes root of this machine`
      : 'none',
    next: 'Install VS Code from its .deb, .rpm or archive, or as a snap in classic confinement; or open this machine with Remote-SSH (ssh localhost).',
  };
}

function userNamespace({ userNamespace }: Surroundings): Obstacle {
  return {
    ...{ id: 'user-namespace', name: 'User namespace', stands: userNamespace },
    found: userNamespace
      ? 'one of its own: the kernel never lets its root attach probes'
      : 'the machine’s own',
    next: 'Trace from outside of the rootless container or sandbox, or run the container as root of the machine.',
  };
}

function boundingSet({ boundingSet, filtered }: Surroundings): Obstacle {
  const stands = boundingSet !== '' && !mayAttach(capabilityNames(boundingSet));
  const filter = filtered ? '; system calls are filtered (seccomp), bpf() perhaps among them' : '';
  return {
    ...{ id: 'bounding-set', name: 'Capabilities', stands },
    found: stands
      ? 'even root has neither CAP_SYS_ADMIN nor CAP_BPF and CAP_PERFMON here, as in a container'
      : `root has what attaching takes${filter}`,
    next: 'Start the container with --cap-add=SYS_ADMIN (in devcontainer.json: "capAdd": ["SYS_ADMIN"]), and with --pid=host for a node outside of it; or trace from the host.',
  };
}

/** Root needs nothing new. */
function noNewPrivileges({ uid, noNewPrivileges, parentNoNewPrivileges }: Surroundings): Obstacle {
  const stands = uid !== 0 && noNewPrivileges && parentNoNewPrivileges;
  return {
    ...{ id: 'no-new-privileges', name: 'New privileges', stands },
    found: stands
      ? 'forbidden (no_new_privs): sudo, pkexec and an installed helper gain nothing'
      : 'programs may gain them',
    next: 'Start VS Code or the shell anew from an ordinary login: a service with NoNewPrivileges=, a sandbox or setpriv set it, and it cannot be taken back.',
  };
}
