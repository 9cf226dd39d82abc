import { isAtLeast, perfUprobesNeedAdmin } from './kernelVersion';
import type { MachineFacts } from './machineFacts';
import { obstacles, type Obstacle } from './obstacles';

/** How libbpf will attach: by `uprobe_multi` where both it and the kernel have that. */
export type AttachMode = 'uprobe_multi' | 'perf events';

export function attachModeOf({ libbpf = '0', mainline }: MachineFacts): AttachMode {
  return isAtLeast(libbpf, '1.3') && isAtLeast(mainline, '6.6') ? 'uprobe_multi' : 'perf events';
}

/** What the helper needs to attach without being root. */
export function neededCapabilities(facts: MachineFacts): string[] {
  const needed = ['CAP_BPF', 'CAP_PERFMON'];
  if (attachModeOf(facts) === 'perf events' && perfUprobesNeedAdmin(facts.mainline))
    needed.push('CAP_SYS_ADMIN');
  return needed;
}

export type WayKind = 'root' | 'capabilities' | 'pkexec' | 'sudo';

/** One way to get the helper its privileges for the moment of attaching. */
export interface Way {
  kind: WayKind;
  possible: boolean;
  /** Why, or why not: one sentence. */
  why: string;
}

/** Every way, the preferred one first. Whether pkexec or sudo allows it is known only when asked. */
export function waysToAttach(facts: MachineFacts): Way[] {
  const standing = obstacles(facts).filter(({ stands }) => stands);
  return [root(facts), capabilities(facts), pkexec(facts), sudo(facts)].map((way) => {
    const [obstacle] = standing;
    return obstacle && way.possible ? { ...way, possible: false, why: why(obstacle) } : way;
  });
}

function why({ name, found }: Obstacle): string {
  return `${name}: ${found}.`;
}

/** What this process starts gains no privileges; VS Code's terminals are started by another process. */
const GAINS_NOTHING = 'This process may not gain privileges (no_new_privs).';

function root(facts: MachineFacts): Way {
  const say = (possible: boolean, why: string): Way => ({ kind: 'root', possible, why });
  if (facts.uid !== 0) return say(false, 'You are not root.');
  const missing = missingCapabilities(facts, facts.capabilities);
  return missing.length === 0
    ? say(true, 'You are root: no password is needed.')
    : say(false, `You are root, but you lack ${missing.join(', ')}, as in a container.`);
}

function capabilities(facts: MachineFacts): Way {
  const say = (possible: boolean, why: string): Way => ({ kind: 'capabilities', possible, why });
  const installed = facts.installedHelper;
  if (facts.noNewPrivileges) return say(false, GAINS_NOTHING);
  if (!installed) return say(false, 'No helper with its own capabilities is installed.');
  if (installed.distrusted !== undefined)
    return say(false, `The installed helper is not used: ${installed.distrusted}.`);
  const missing = missingCapabilities(facts, installed.capabilities);
  if (missing.length === 0)
    return say(true, 'The installed helper has the capabilities it needs: no root, no password.');
  const cause =
    missing.includes('CAP_SYS_ADMIN') && missing.length === 1
      ? `: libbpf ${facts.libbpf ?? '?'} attaches through perf events here, for which Linux ${facts.mainline} demands that capability (CVE-2025-38466)`
      : '';
  return say(false, `The installed helper lacks ${missing.join(', ')}${cause}.`);
}

function pkexec(facts: MachineFacts): Way {
  const say = (possible: boolean, why: string): Way => ({ kind: 'pkexec', possible, why });
  if (facts.noNewPrivileges) return say(false, GAINS_NOTHING);
  if (!facts.pkexec) return say(false, 'pkexec (polkit) is not installed.');
  if (!facts.desktop)
    return say(false, 'There is no desktop session that could show a password dialog.');
  return say(true, 'polkit asks for a password in a dialog.');
}

function sudo(facts: MachineFacts): Way {
  return facts.sudo
    ? { kind: 'sudo', possible: true, why: 'sudo asks for a password in a terminal.' }
    : { kind: 'sudo', possible: false, why: 'sudo is not installed.' };
}

function missingCapabilities(facts: MachineFacts, has: readonly string[]): string[] {
  // CAP_SYS_ADMIN stood for both before Linux 5.8, and still does.
  if (has.includes('CAP_SYS_ADMIN')) return [];
  return neededCapabilities(facts).filter((name) => !has.includes(name));
}
