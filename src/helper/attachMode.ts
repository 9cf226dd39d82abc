import { readdirSync, readFileSync } from 'node:fs';

/** How this process is attached, by what the kernel says of its links: newer libbpf uses uprobe_multi. */
export function attachMode(): string {
  const says = readdirSync('/proc/self/fdinfo').map((descriptor) => {
    try {
      return readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8');
    } catch {
      return ''; // The directory's own descriptor is closed by now.
    }
  });
  return says.some((text) => text.includes('uprobe_multi')) ? 'uprobe_multi' : 'perf events';
}
