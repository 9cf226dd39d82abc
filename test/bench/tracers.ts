import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { directLauncher } from '../../src/client/launchers/directLauncher';
import type { SummonOptions } from '../../src/client/summon';
import { Trace } from '../../src/client/trace';
import { binary } from './generator';
import { waitForSemaphores } from './semaphores';

/** One way of tracing {@link binary}; resolves when it has attached. */
export interface Tracer {
  name: string;
  attach(node: { pid: number }): Promise<{ detach(): Promise<void> }>;
}

const detached = { detach: () => Promise.resolve() };

export const nobody: Tracer = { name: 'untraced', attach: () => Promise.resolve(detached) };

/** @param size Payload bytes of each message. */
export function floor(size: number): Tracer {
  return floorOf(`${size}`);
}

/** @param what As floor.c has it. */
function floorOf(what: string): Tracer {
  return {
    name: 'floor',
    attach: async () => {
      const child = spawn(resolve('build/bench/floor'), [binary, what], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (text) => (said += String(text)));
      while (!said.includes('attached')) await once(child.stdout, 'data');
      return {
        detach: async () => {
          child.kill('SIGINT');
          await once(child, 'close');
          if (!said.includes(' lost 0\n')) throw new Error(`the floor lost messages: ${said}`);
        },
      };
    },
  };
}

/** Of what becomes of transactions and blocks. */
export const effectFloor = floorOf('effects');

/** The whole pipeline: helper, socket and a client that takes everything. */
export async function trace(
  sink: (run: Buffer) => Promise<void>,
  options: Partial<SummonOptions> = {},
): Promise<Trace> {
  const running = await Trace.start({
    target: { kind: 'binary', binary },
    launcher: directLauncher,
    helperPath: resolve('dist/helper.js'),
    ...options,
  });
  running.flow(sink);
  return running;
}

/** @param program A copy of the demo node. @param coins Counts coins, too. */
export function oursOf(program: string, coins = false): Tracer {
  return {
    name: 'ours',
    attach: async () => {
      const target = { kind: 'binary', binary: program } as const;
      const running = await trace(() => Promise.resolve(), { target, coins });
      return {
        detach: async () => {
          const { error } = await running.stop();
          if (error) throw error;
        },
      };
    },
  };
}

export const ours = oursOf(binary);

/** As Bitcoin Core's contrib/tracing/log_p2p_traffic.bt does: a line for each message. */
export function logScript(): string {
  const line = (direction: string, from: string): string => `
    usdt:${binary}:net:${direction}_message {
      printf("${direction} %s message ${from} peer %d (%s, %s): %d bytes\\n",
        str(arg3), (int64)arg0, str(arg2), str(arg1), arg4);
    }`;
  return `${line('inbound', 'from')}\n${line('outbound', 'to')}`;
}

export const bpftrace: Tracer = {
  name: 'bpftrace',
  attach: async ({ pid }) => {
    const child = spawn('bpftrace', ['-p', `${pid}`, '-e', logScript()], { stdio: 'ignore' });
    const ended = once(child, 'close');
    await Promise.race([
      waitForSemaphores(pid),
      ended.then(([code]) => {
        throw new Error(`bpftrace ended with ${String(code)}`);
      }),
    ]);
    return {
      detach: async () => {
        child.kill('SIGINT');
        await ended;
      },
    };
  },
};
