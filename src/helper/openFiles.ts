import { readdirSync, readlinkSync } from 'node:fs';

/** What this process has open, as /proc names it: paths, `anon_inode:bpf_link`. */
export function openFiles(): string[] {
  return readdirSync('/proc/self/fd').map((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`);
    } catch {
      return ''; // The directory's own descriptor is closed by now.
    }
  });
}

/** libuv of Node 20.3 and later has a ring in each event loop. */
export function usesIoUring(): boolean {
  return openFiles().includes('anon_inode:[io_uring]');
}

/** How this process is attached: newer libbpf makes uprobe_multi links, which need no perf events. */
export function attachMode(): string {
  return openFiles().includes('anon_inode:[perf_event]') ? 'perf events' : 'uprobe_multi';
}
