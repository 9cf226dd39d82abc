import { resolve } from 'node:path';
import type { Socket } from 'node:net';
import type { HelperSettings } from '../../src/client/helperCommand';
import { directLauncher } from '../../src/client/launchers/directLauncher';
import type { HelperProcess } from '../../src/client/launchers/launcher';
import { summonHelper } from '../../src/client/summon';
import { demoNode, type RunningNode } from './support';

export interface RawHelper {
  pid: number;
  /** Paused; after the hello. A test is free to misuse it. */
  socket: Socket;
  /** Of the process. */
  ended: HelperProcess['ended'];
}

/** A helper that traces the node, as root's own: dropped and sealed as any other. */
export async function summonRaw(
  { pid }: RunningNode,
  settings: HelperSettings = {},
): Promise<RawHelper> {
  let launched!: HelperProcess;
  const helper = await summonHelper({
    target: { kind: 'node', pid, binary: demoNode() },
    launcher: { launch: (...how) => (launched = directLauncher.launch(...how)) },
    helperPath: resolve('dist/helper.js'),
    ...settings,
  });
  return { pid: helper.credentials.pid, socket: helper.socket, ended: launched.ended };
}
