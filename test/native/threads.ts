import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

/** A line of /proc/PID/status, split at white space. */
export function statusOf(path: string, name: string): string[] {
  const line = readFileSync(path, 'utf8')
    .split('\n')
    .find((text) => text.startsWith(`${name}:`));
  return line?.split(/\s+/).slice(1).filter(Boolean) ?? [];
}

/** @param bounding Whether the bounding set, too, must be empty: only root can empty its own. */
export function assertPowerless(
  pid: number,
  { uid, gid }: { uid: number; gid: number },
  bounding = true,
): void {
  const threads = readdirSync(`/proc/${pid}/task`);
  assert.ok(threads.length > 1);
  for (const thread of threads) {
    const path = `/proc/${pid}/task/${thread}/status`;
    assert.deepEqual(statusOf(path, 'Uid'), Array(4).fill(`${uid}`));
    assert.deepEqual(statusOf(path, 'Gid'), Array(4).fill(`${gid}`));
    if (uid !== 0) assert.deepEqual(statusOf(path, 'Groups'), [`${gid}`]);
    for (const set of ['CapPrm', 'CapEff', 'CapInh', 'CapAmb', ...(bounding ? ['CapBnd'] : [])])
      assert.match(statusOf(path, set)[0]!, /^0+$/, set);
    assert.deepEqual(statusOf(path, 'NoNewPrivs'), ['1']);
    assert.deepEqual(statusOf(path, 'Seccomp'), ['2']);
  }
  const limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
  assert.match(limits, /^Max core file size +0 +0 /m);
}
