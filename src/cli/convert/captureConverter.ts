import type { FileConverter } from './converter';

/** A capture file, as `record` writes it. */
export const captureConverter: FileConverter = {
  id: 'p2ptrace',
  title: 'P2P trace',
  extensions: ['p2ptrace'],
  binary: true,
  write: async ({ frames }, output) => {
    for await (const run of frames) await output.write(run);
  },
};
