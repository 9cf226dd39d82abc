import type { LadderRow } from '../../src/shared/webview/ladderProtocol';

/** What it is told of the space below the rows, which has no menu. */
export const SPACE_CONTEXT = JSON.stringify({ preventDefaultContextMenuItems: true });

/**
 * What VS Code's menu is told of the row below the mouse, for `when` in package.json.
 * @param many There is more than one peer: one of them can be muted.
 */
export function rowContext(row: LadderRow | undefined, many: boolean): string {
  const message = row?.kind === 'message' ? row : undefined;
  const note = row?.kind === 'note' ? row : undefined;
  // Of a node itself, which names transactions and blocks, as messages do.
  const isOfNode = note !== undefined && note.at < 0;
  return JSON.stringify({
    webviewSection: 'rows',
    preventDefaultContextMenuItems: true,
    ladderMany: many && !isOfNode,
    ladderHash: message !== undefined || isOfNode,
    ladderMessage: message !== undefined,
    ladderRequest: (message?.request ?? note?.cause) !== undefined,
    ladderAnswer: (message?.answer ?? message?.outcome) !== undefined,
    ladderBookmark: row?.bookmark !== undefined,
  });
}
