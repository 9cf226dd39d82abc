import * as vscode from 'vscode';
import type { CaptureDependencies } from './captures/captureCommands';
import type { Recording } from './captures/recording';
import { FOCUS_PEERS } from './host/ids';
import type { Services } from './services';

/** What the commands for captures need of the rest. */
export function captureDependencies(services: Services): CaptureDependencies {
  const { ladders } = services;
  return {
    ...services,
    filtersOf: (recording) => ladders.filtersOf(recording),
    focusPeers: async () => {
      await vscode.commands.executeCommand(FOCUS_PEERS);
    },
    openFirst: (recording) => openFirst(recording, services),
  };
}

/** The view that a capture is looked at in first. */
async function openFirst({ capture }: Recording, { ladders }: Services): Promise<void> {
  await ladders.show({ capture: capture.path, peers: 'all' });
}
