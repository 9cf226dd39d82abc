import type { Disposable } from '../shared/disposable';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Calls for the first signal to end; a second one ends the process at once. */
export function onInterrupt(stop: () => void): Disposable {
  const dispose = () => SIGNALS.forEach((signal) => process.off(signal, handle));
  function handle() {
    dispose();
    stop();
  }
  for (const signal of SIGNALS) process.on(signal, handle);
  return { dispose };
}
