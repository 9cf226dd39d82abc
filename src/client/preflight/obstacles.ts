import { nothingAttaches } from '../../shared/errors/setupErrors';
import { capabilityNames } from '../installedHelper';
import type { Sandbox } from './sandbox';

/** The facts that decide whether there is an obstacle. */
export interface ObstacleFacts extends Sandbox {
  /** Effective. */
  uid: number;
}

/** Something about this process that may prevent whatever it starts from attaching. */
export interface Obstacle {
  id: 'sandbox' | 'user-namespace' | 'bounding-set' | 'no-new-privileges';
  /** What is looked at: `Sandbox`. */
  name: string;
  /** It certainly prevents attaching. */
  stands: boolean;
  /** What was found. */
  found: string;
  /** What to do about it. */
  next: string;
}

/** Every possible obstacle, whether it is there or not. */
export function obstacles(facts: ObstacleFacts): Obstacle[] {
  return [sandbox(facts), userNamespace(facts), boundingSet(facts), noNewPrivileges(facts)];
}

/**
 * Call this before anybody is asked for a password.
 * @throws UserError `nothing-attaches` where it is certain that a trace cannot be started from here.
 */
export function refuseHopeless(facts: ObstacleFacts): void {
  const standing = obstacles(facts).find(({ stands }) => stands);
  if (standing) throw nothingAttaches(standing.found, standing.next);
}

/** Whether these include one of the two sets of capabilities of which the kernel demands one. */
export function mayAttach(capabilities: readonly string[]): boolean {
  const has = (name: string) => capabilities.includes(name);
  return has('CAP_SYS_ADMIN') || (has('CAP_BPF') && has('CAP_PERFMON'));
}

function sandbox({ confinedBy }: ObstacleFacts): Obstacle {
  return {
    id: 'sandbox',
    name: 'Sandbox',
    stands: confinedBy !== undefined,
    found: confinedBy
      ? `no program started in ${confinedBy} can become root on this machine`
      : 'none',
    next: 'Install VS Code from its .deb, .rpm or archive, or as a snap in classic confinement; or open this machine with Remote-SSH (ssh localhost).',
  };
}

function userNamespace({ userNamespace }: ObstacleFacts): Obstacle {
  return {
    id: 'user-namespace',
    name: 'User namespace',
    stands: userNamespace,
    found: userNamespace
      ? 'this is a separate user namespace, whose root the kernel never allows to attach probes'
      : 'the machine’s own',
    next: 'Start the trace outside the rootless container or sandbox, or run the container as the machine’s root.',
  };
}

function boundingSet({ boundingSet, filtered }: ObstacleFacts): Obstacle {
  const stands = boundingSet !== '' && !mayAttach(capabilityNames(boundingSet));
  const filter = filtered ? '; system calls are filtered (seccomp), possibly including bpf()' : '';
  return {
    id: 'bounding-set',
    name: 'Capabilities',
    stands,
    found: stands
      ? 'even root has neither CAP_SYS_ADMIN nor both CAP_BPF and CAP_PERFMON here, as in a container'
      : `root has the capabilities to attach${filter}`,
    next: 'Start the container with --cap-add=SYS_ADMIN (in devcontainer.json: "capAdd": ["SYS_ADMIN"]), and with --pid=host for a node outside the container; or start the trace on the host.',
  };
}

/** Root needs no new privileges. */
function noNewPrivileges({ uid, noNewPrivileges, parentNoNewPrivileges }: ObstacleFacts): Obstacle {
  const stands = uid !== 0 && noNewPrivileges && parentNoNewPrivileges;
  return {
    id: 'no-new-privileges',
    name: 'New privileges',
    stands,
    found: stands
      ? 'this process may not gain privileges (no_new_privs), not even through sudo, pkexec or an installed helper'
      : 'programs may gain them',
    next: 'Restart VS Code or the shell from an ordinary login: a service with NoNewPrivileges=, a sandbox or setpriv has set this, and it cannot be undone.',
  };
}
