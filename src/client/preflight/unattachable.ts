import type { UnattachedProbe } from '../../shared/frames/probeLists';
import type { UnusualProbe } from '../elfProbes';
import { isAtLeast } from './kernelVersion';

/** `8@(%rax,%rbx,8)`, `-4@-8(%rsp,%rcx)` */
const INDEXED = /^-?\d+@-?\d*\(%[a-z0-9]+,%[a-z0-9]+(,[1248])?\)$/;

/**
 * Tracepoints that libbpf cannot attach, since it cannot read where an argument is (parse_usdt_arg of
 * its usdt.c). @param libbpf Major and minor version; undefined where it does not load.
 */
export function unattachable(
  unusual: readonly UnusualProbe[],
  libbpf: string | undefined,
): UnattachedProbe[] {
  return unusual.flatMap(({ name, operand }) => {
    if (!INDEXED.test(operand)) return { name, reason: `its argument ${operand} cannot be read` };
    if (isAtLeast(libbpf ?? '0', '1.7')) return [];
    const reason = `its argument ${operand} cannot be read by a libbpf before 1.7`;
    return { name, reason };
  });
}

/** Without these two there are no messages, or half of them. */
export function isRequired({ name }: UnattachedProbe): boolean {
  return name === 'inbound_message' || name === 'outbound_message';
}
