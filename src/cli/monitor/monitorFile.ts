import { PeersModel } from '../../capture/model/peersModel';
import { openInput } from '../../capture/sources/openInput';
import { dieOf, onInterrupt, type EndSignal } from '../interrupt';
import { Monitor } from './monitor';

/** Shows a recorded capture in the terminal. @throws UserError when it cannot be read. */
export async function monitorFile(place: string): Promise<void> {
  const peers = new PeersModel();
  const source = await openInput(place, { random: true, onAppend: peers.add });
  const capture = source.capture!;
  let ended: (signal?: EndSignal) => void = () => undefined;
  const end = new Promise<EndSignal | undefined>((resolve) => (ended = resolve));
  const monitor = new Monitor(() => ended());
  const interrupts = onInterrupt((signal) => ended(signal));
  let signal: EndSignal | undefined;
  try {
    monitor.show(capture, peers, false);
    await monitor.open();
    signal = await end;
  } finally {
    monitor.dispose();
    interrupts.dispose();
    source.dispose();
  }
  if (monitor.failure) throw monitor.failure;
  // Ctrl-C is a key like q here.
  if (signal && signal !== 'SIGINT') await dieOf(signal);
}
