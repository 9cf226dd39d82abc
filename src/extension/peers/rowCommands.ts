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
  const targets = (about: unknown) => tree.targets(about).elements;
  return {
    [COMMANDS.copyAddress]: (about: unknown) =>
      copyLines(peersOf(targets(about)).map(({ identity }) => visible(identity.address))),
    [COMMANDS.copyPid]: (about: unknown) =>
      copyLines(nodesOf(targets(about)).map(({ pid }) => `${pid}`)),
    [COMMANDS.copyDataDirectory]: (about: unknown) => {
      const { recording, elements } = tree.targets(about);
      const { nodes } = recording?.capture ?? {};
      const folders = nodesOf(elements).map(({ pid }) => nodes?.of(pid)?.dataDirectory ?? '');
      return copyLines(folders.map(visible));
    },
    [COMMANDS.namePeer]: async (about: unknown) => {
      const { recording, elements } = tree.targets(about);
      const [peer] = peersOf(elements);
      if (peer && recording) await namePeer(peer.identity, names, recording);
    },
    /** Also of a peer's head in a ladder. */
    [COMMANDS.traceOnly]: (about: unknown) => {
      const { trace } = stage;
      const { recording, elements } = tree.targets(about);
      // A ladder whose menu is open is in front.
      const of = isHead(about) ? stage.recording : recording;
      if (!trace?.live || of !== trace) return;
      const only = isHead(about) ? { peers: [about.peer] } : onlyThese(elements);
      control.setFilter({ ...trace.filter, ...only });
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
