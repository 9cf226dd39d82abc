import type { PeersAction } from '../../shared/webview/peersProtocol';
import { COMMANDS } from '../host/ids';

/** The commands of the page's buttons. */
export const ACTIONS: Readonly<Record<PeersAction, string>> = {
  start: COMMANDS.start,
  demo: COMMANDS.startDemo,
  connectFleet: COMMANDS.connectFleet,
  openCapture: COMMANDS.openCapture,
  checkSetup: COMMANDS.checkSetup,
  walkthrough: COMMANDS.openWalkthrough,
  openLadderOfAll: COMMANDS.openLadderOfAll,
};
