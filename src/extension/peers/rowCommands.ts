import * as vscode from 'vscode';
import { visible } from '../../shared/text/visible';
import type { TraceFilter } from '../../shared/helper/traceFilter';
import type { Stage } from '../captures/stage';
import { COMMANDS, type HeadContext } from '../host/ids';
import { namePeer } from '../host/namePeer';
import type { PeerNames } from '../host/peerNames';
import { nodesOf, onlyThese, peersOf } from './onlyThese';
import type { PeersView } from './peersView';

export interface RowCommandsDependencies {
  tree: Pick<PeersView, 'targets'>;
  stage: Stage;
  names: PeerNames;
  /** Changes what the kernel passes on. */
  control: { setFilter(filter: TraceFilter): void };
}

/** The entries of the menus of rows that do not open a view. */
export function rowCommands({ tree, stage, names, control }: RowCommandsDependencies) {
  const targets = (about: unknown) => tree.targets(about);
  return {
    [COMMANDS.copyAddress]: (about: unknown) =>
      copyLines(peersOf(targets(about)).map(({ identity }) => visible(identity.address))),
    [COMMANDS.copyPid]: (about: unknown) =>
      copyLines(nodesOf(targets(about)).map(({ pid }) => `${pid}`)),
    [COMMANDS.copyDataDirectory]: (about: unknown) => {
      const { nodes } = stage.recording?.capture ?? {};
      const folders = nodesOf(targets(about)).map(({ pid }) => nodes?.of(pid)?.dataDirectory ?? '');
      return copyLines(folders.map(visible));
    },
    [COMMANDS.namePeer]: async (about: unknown) => {
      const [peer] = peersOf(targets(about));
      if (peer) await namePeer(peer.identity, names);
    },
    /** Also of a peer's head in a ladder. */
    [COMMANDS.traceOnly]: (about: unknown) => {
      const { recording } = stage;
      if (!recording?.live) return;
      const only = isHead(about) ? { peers: [about.peer] } : onlyThese(targets(about));
      control.setFilter({ ...recording.filter, ...only });
    },
  };
}

function isHead(about: unknown): about is HeadContext {
  return typeof about === 'object' && about !== null && 'lane' in about;
}

/** An empty text would only clear the clipboard. */
async function copyLines(lines: readonly string[]): Promise<void> {
  const text = lines.filter(Boolean).join('\n');
  if (text !== '') await vscode.env.clipboard.writeText(text);
}
