import * as vscode from 'vscode';
import type { Capture } from '../../capture/capture';
import { visible } from '../../shared/text/visible';
import type { NameOf, PeerNames } from './peerNames';

/** Lets the user give a name to the peer of an address, which nodes do not always tell. */
export async function namePeer(
  { address }: { address: string },
  names: PeerNames,
  { nameOf, capture: { annotations } }: { nameOf: NameOf; capture: Pick<Capture, 'annotations'> },
): Promise<void> {
  if (address === '') return;
  const name = await vscode.window.showInputBox({
    title: `Name of ${visible(address)}`,
    prompt: 'Shown in place of the address everywhere; leave it empty for none',
    value: nameOf(address) ?? '',
  });
  if (name !== undefined) names.set(address, name.trim(), annotations.names.has(address));
}
