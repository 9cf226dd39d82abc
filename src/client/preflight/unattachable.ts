import { probeTitle, type UnattachedProbe } from '../../shared/frames/probeLists';
import { KNOWN_ARGUMENTS } from '../../shared/events/eventKinds';
import type { UnusualProbe } from '../elfProbes';
import { isAtLeast } from './kernelVersion';

/** `8@(%rax,%rbx,8)`, `-4@-8(%rsp,%rcx)` */
const INDEXED = /^-?\d+@-?\d*\(%[a-z0-9]+,%[a-z0-9]+(,[1248])?\)$/;

/**
 * Tracepoints that a trace would not attach to, each once: libbpf cannot read where an argument is (parse_usdt_arg
 * of its usdt.c), or they have other arguments than this release knows, which is told as the addon does
 * (native/src/probes.cc). @param libbpf Major and minor version; undefined where it does not load.
 */
export function unattachable(
  unusual: readonly UnusualProbe[],
  libbpf: string | undefined,
): UnattachedProbe[] {
  const all = unusual.flatMap((probe) => {
    const reason = reasonOf(probe, libbpf);
    return reason === undefined ? [] : [{ name: probe.name, reason }];
  });
  return all.filter(({ name }, i) => all.findIndex((each) => each.name === name) === i);
}

/** @returns undefined where it can be attached. */
function reasonOf(probe: UnusualProbe, libbpf: string | undefined): string | undefined {
  if ('found' in probe) return otherArguments(probe.name, probe.found);
  const { operand } = probe;
  if (!INDEXED.test(operand)) return `its argument ${operand} cannot be read`;
  if (isAtLeast(libbpf ?? '0', '1.7')) return undefined;
  return `its argument ${operand} cannot be read by a libbpf before 1.7`;
}

function otherArguments(name: string, found: string): string {
  const expected = KNOWN_ARGUMENTS.get(name) ?? '';
  return `its arguments are ${found || 'none'}, expected are ${expected} (bytes of each, - where signed): another version of Bitcoin Core`;
}

/** What a person reads of one of them. */
export function unattachableText({ name, reason }: UnattachedProbe): string {
  return `${probeTitle(name)} cannot be attached: ${reason}`;
}

/** Without these two, a trace sees no messages or only one direction. */
export function isRequired({ name }: UnattachedProbe): boolean {
  return name === 'inbound_message' || name === 'outbound_message';
}
