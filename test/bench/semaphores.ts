import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { binary } from './generator';

const MESSAGES = ['net_inbound_message_semaphore', 'net_outbound_message_semaphore'];

let addresses: Map<string, number> | undefined;

/** Where they are in the file, by name. */
function findSymbols(): Map<string, number> {
  const lines = execFileSync('nm', [binary], { encoding: 'utf8' }).split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [address = '', , name = ''] = line.split(' ');
      return name.endsWith('_semaphore') ? [[name, parseInt(address, 16)] as const] : [];
    }),
  );
}

/** How many tracers each tracepoint of a running demo node has, by the semaphore's name. */
export function semaphores(pid: number): Map<string, number> {
  addresses ??= findSymbols();
  const maps = readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n');
  const start = parseInt(maps.find((line) => line.endsWith(binary)) ?? '', 16);
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    return new Map(
      [...addresses].map(([name, address]) => {
        const value = Buffer.alloc(2);
        readSync(memory, value, 0, 2, start + address);
        return [name, value.readUInt16LE(0)];
      }),
    );
  } finally {
    closeSync(memory);
  }
}

/** Resolves when somebody traces messages of both directions. */
export async function waitForSemaphores(pid: number): Promise<void> {
  for (;;) {
    const counts = semaphores(pid);
    if (MESSAGES.every((name) => counts.get(name)! > 0)) return;
    await wait(5);
  }
}
