import type { MonitorState } from '../../src/shared/webview/monitorProtocol';

/**
 * What a page goes on with: what it kept itself, of the same capture, unless VS Code gives it back as it was
 * some time ago. A window that ends without a word has it write down what pages keep once a minute or so.
 * @param told What the extension host knows, from the page as it was before, or of another capture.
 */
export function stateToShow(kept: MonitorState | undefined, told: MonitorState): MonitorState {
  // An earlier version kept no time.
  const at = (kept as Partial<MonitorState> | undefined)?.at ?? 0;
  return kept?.capture === told.capture && at >= told.at ? kept : told;
}
