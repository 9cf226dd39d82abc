import type { FileConverter } from './converter';

/** A capture file, as `record` writes it. */
export const captureConverter: FileConverter = {
  id: 'p2ptrace',
  title: 'P2P trace',
  extensions: ['p2ptrace'],
  binary: true,
  write: async ({ frames }, output) => {
    // While a run is written the next one is made, which may take the memory of the last: these are copies.
    let writing = Promise.resolve();
    let [copy, other] = [Buffer.alloc(0), Buffer.alloc(0)];
    for await (const run of frames) {
      if (copy.length < run.length) copy = Buffer.allocUnsafeSlow(run.length);
      run.copy(copy);
      await writing;
      writing = output.write(copy.subarray(0, run.length));
      // It is awaited after the next run.
      writing.catch(() => undefined);
      [copy, other] = [other, copy];
    }
    await writing;
    return undefined;
  },
};
