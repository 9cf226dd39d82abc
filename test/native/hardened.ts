import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestUser } from './testUser';

export interface UnitLimits {
  /** CapabilityBoundingSet=, as `CAP_BPF`. */
  capabilities: readonly string[];
  /** ExecPaths=, where nothing else may be executed. */
  execPaths: readonly string[];
}

export interface HardenedOptions {
  /** Group whose members may use the helper; the user's own by default. */
  group?: string;
  /** As install-helper.sh takes them: `cap_bpf,cap_perfmon`; empty for none. */
  capabilities: string;
  /** What polkit's rule says of the helper's action; no polkit at all when absent. */
  polkit?: 'YES' | 'NO' | 'NOT_HANDLED';
  /** Of the installed Node, as chmod takes it, where it is not what install-helper.sh makes it. */
  nodeMode?: string;
  /** What a unit of systemd leaves the command. */
  unit?: UnitLimits;
}

/** In what no one else sees, and what goes with the command: the installed helper, and polkit's actions. */
const INSTALL = `
  actions=/usr/share/polkit-1/actions &&
  mkdir -p "$work/actions" && cp $actions/* "$work/actions" &&
  mount --bind "$work/actions" $actions &&
  mount -t tmpfs -o mode=755 tmpfs /usr/local/lib &&
  cp -r "$work/dist" /usr/local/lib && cp "$node" /usr/local/lib/node &&
  sh /usr/local/lib/dist/install-helper.sh "$group" "$capabilities" /usr/local/lib/node >/dev/null &&
  rm -r /usr/local/lib/dist /usr/local/lib/node &&
  { [ -z "$mode" ] || chmod "$mode" /usr/local/lib/bitcoin-p2p-trace/node; }
`;

/** A system bus, which ends when the command has, and a polkitd, which ends with its bus. */
const POLKIT = `
  mount -t tmpfs -o mode=755 tmpfs /run && mkdir /run/dbus &&
  mount -t tmpfs -o mode=755 tmpfs /etc/polkit-1/rules.d &&
  cp "$work/polkit.rules" /etc/polkit-1/rules.d/10-test.rules &&
  { dbus-daemon --config-file="$work/bus.conf" --nofork >/dev/null 2>&1 & } &&
  { (tail --pid=$$ -s 0.1 -f /dev/null; kill $!) >/dev/null 2>&1 & } &&
  { until [ -S /run/dbus/system_bus_socket ]; do sleep 0.05; done; } &&
  { /usr/lib/polkit-1/polkitd --no-debug >/dev/null 2>&1 & } &&
  { until pkaction >/dev/null 2>&1; do sleep 0.05; done; }
`;

/** As systemd does for NoExecPaths=/: mounts of their own for what may be executed, and none of it on the rest. */
const LIMIT = `
  for path in $execPaths "$(command -v setpriv)"; do
    [ ! -e "$path" ] || mount --bind "$path" "$path"
  done &&
  mount -o remount,bind,noexec /
`;

const RUN = `exec setpriv --reuid "$user" --regid "$user" --init-groups $bounding -- "$@"`;

const BUS = `
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=/run/dbus/system_bus_socket</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/><allow own="*"/><allow send_destination="*"/><allow eavesdrop="true"/>
  </policy>
</busconfig>
`;

/** @returns what makes a command one that the user runs on a machine with a hardened installation. */
export function hardened(
  user: TestUser,
  { group = user.name, capabilities, polkit, nodeMode = '', unit }: HardenedOptions,
): (command: string[]) => string[] {
  writeFileSync(join(user.home, 'bus.conf'), BUS);
  const rule = `if (action.id == 'bitcoin-p2p-trace.attach') return polkit.Result.${polkit};`;
  writeFileSync(
    join(user.home, 'polkit.rules'),
    `polkit.addRule(function (action, subject) { ${rule} });`,
  );
  const script = [INSTALL, ...(polkit ? [POLKIT] : []), ...(unit ? [LIMIT] : []), RUN].map((step) =>
    step.trim(),
  );
  const variables = {
    work: user.home,
    group,
    capabilities,
    user: user.name,
    node: process.execPath,
    mode: nodeMode,
    execPaths: unit?.execPaths.join(' ') ?? '',
    bounding: unit ? `--bounding-set ${boundingSet(unit.capabilities)}` : '',
  };
  const set = Object.entries(variables).map(([name, value]) => `${name}='${value}'`);
  const text = `set -e; ${set.join(' ')}; ${script.join(' && ')}`;
  return (command) => ['unshare', '--mount', 'sh', '-c', text, 'sh', ...command];
}

/** As setpriv takes it. */
function boundingSet(capabilities: readonly string[]): string {
  const names = capabilities.map((name) => `+${name.toLowerCase().replace('cap_', '')}`);
  return ['-all', ...names].join(',');
}
