import * as vscode from 'vscode';
import { visible } from '../../shared/text/visible';
import type { PeerNames } from './peerNames';

/** Lets the user give a name to the peer of an address, which nodes do not always tell. */
export async function namePeer({ address }: { address: string }, names: PeerNames): Promise<void> {
  if (address === '') return;
  const name = await vscode.window.showInputBox({
    title: `Name of ${visible(address)}`,
    prompt: 'Shown in place of the address everywhere; leave it empty for none',
    value: names.of(address) ?? '',
  });
  if (name !== undefined) names.set(address, name.trim());
}
