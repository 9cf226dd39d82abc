import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A program or a link of the kernel's own list, by its number. */
interface KernelObject {
  kind: 'prog' | 'link';
  id: number;
}

/** What a process holds of them; a link names its program as well. */
export function kernelObjects(pid: number): KernelObject[] {
  const directory = `/proc/${pid}/fdinfo`;
  return readdirSync(directory).flatMap((descriptor) => {
    const text = readFileSync(`${directory}/${descriptor}`, 'utf8');
    const found = /^(link|prog)_id:\s*([0-9]+)$/m.exec(text);
    return found ? [{ kind: found[1] as 'prog' | 'link', id: Number(found[2]) }] : [];
  });
}

/** @returns those that the kernel still lists. */
export function stillThere(objects: KernelObject[]): KernelObject[] {
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  const listed = (kind: KernelObject['kind']) => {
    const args = ['--json', kind, 'show'];
    const { status, stdout } = spawnSync(process.env.BPFTOOL ?? 'bpftool', args, {
      env,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    assert.equal(status, 0, 'bpftool does not list');
    return new Set((JSON.parse(stdout) as { id: number }[]).map(({ id }) => id));
  };
  const known = { prog: listed('prog'), link: listed('link') };
  return objects.filter(({ kind, id }) => known[kind].has(id));
}
