import type { Disposable } from '../shared/disposable';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type EndSignal = (typeof SIGNALS)[number];

/** Calls `handle` for each signal to end. Once this is disposed of, the next one ends the process at once. */
export function onInterrupt(handle: (signal: EndSignal) => void): Disposable {
  const listener = (signal: NodeJS.Signals) => handle(signal as EndSignal);
  for (const signal of SIGNALS) process.on(signal, listener);
  return { dispose: () => SIGNALS.forEach((signal) => process.off(signal, listener)) };
}

/**
 * Ends this process as the signal would have. `process.exit` would wait for a write under way that no
 * reader takes.
 */
export function dieOf(signal: EndSignal): Promise<never> {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  return new Promise(() => undefined);
}
