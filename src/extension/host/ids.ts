import type { InspectorCommand } from '../../shared/webview/inspectorProtocol';

/** Every name that this code shares with package.json; a unit test compares the two. */

/** Commands for the ladder in front. */
export const LADDER_COMMANDS = {
  inspectRow: 'bitcoinP2pTrace.inspectRow',
  goToRequest: 'bitcoinP2pTrace.goToRequest',
  goToAnswer: 'bitcoinP2pTrace.goToAnswer',
  goToPair: 'bitcoinP2pTrace.goToPair',
  copyAsText: 'bitcoinP2pTrace.copyAsText',
  copyAsHex: 'bitcoinP2pTrace.copyAsHex',
  copyAsJson: 'bitcoinP2pTrace.copyAsJson',
  copyRedacted: 'bitcoinP2pTrace.copyRedacted',
  copyAsPython: 'bitcoinP2pTrace.copyAsPython',
  copyHash: 'bitcoinP2pTrace.copyHash',
  copyRowAddress: 'bitcoinP2pTrace.copyRowAddress',
  filterByPeer: 'bitcoinP2pTrace.filterByPeer',
  filterByType: 'bitcoinP2pTrace.filterByType',
  savedFilters: 'bitcoinP2pTrace.savedFilters',
  filterByHash: 'bitcoinP2pTrace.filterByHash',
  excludePeer: 'bitcoinP2pTrace.excludePeer',
  excludeType: 'bitcoinP2pTrace.excludeType',
  followHash: 'bitcoinP2pTrace.followHash',
  hashPropagation: 'bitcoinP2pTrace.hashPropagation',
  setTimeZero: 'bitcoinP2pTrace.setTimeZero',
  markTime: 'bitcoinP2pTrace.markTime',
  aliasPeer: 'bitcoinP2pTrace.aliasPeer',
  mutePeer: 'bitcoinP2pTrace.mutePeer',
  unmutePeers: 'bitcoinP2pTrace.unmutePeers',
  toggleBookmark: 'bitcoinP2pTrace.toggleBookmark',
  removeBookmark: 'bitcoinP2pTrace.removeBookmark',
  nextBookmark: 'bitcoinP2pTrace.nextBookmark',
  previousBookmark: 'bitcoinP2pTrace.previousBookmark',
  showFindings: 'bitcoinP2pTrace.showFindings',
  showBookmarks: 'bitcoinP2pTrace.showBookmarks',
  focusFilter: 'bitcoinP2pTrace.focusFilter',
  findInLadder: 'bitcoinP2pTrace.findInLadder',
  nextMatch: 'bitcoinP2pTrace.nextMatch',
  previousMatch: 'bitcoinP2pTrace.previousMatch',
  toggleFollow: 'bitcoinP2pTrace.toggleFollow',
  togglePause: 'bitcoinP2pTrace.togglePause',
  ladderKeys: 'bitcoinP2pTrace.ladderKeys',
  exportLadder: 'bitcoinP2pTrace.exportLadder',
} as const;

/** Of the menu of a peer's head in a ladder; see {@link HeadContext}. */
export const HEAD_COMMANDS = {
  openAlone: 'bitcoinP2pTrace.openAlone',
  nameHead: 'bitcoinP2pTrace.nameHead',
  muteHead: 'bitcoinP2pTrace.muteHead',
  moveLaneLeft: 'bitcoinP2pTrace.moveLaneLeft',
  moveLaneRight: 'bitcoinP2pTrace.moveLaneRight',
} as const;

/** Commands for the inspector in front. */
export const INSPECTOR_COMMANDS = {
  nextOfPeer: 'bitcoinP2pTrace.nextOfPeer',
  previousOfPeer: 'bitcoinP2pTrace.previousOfPeer',
  nextOfType: 'bitcoinP2pTrace.nextOfType',
  previousOfType: 'bitcoinP2pTrace.previousOfType',
  copyField: 'bitcoinP2pTrace.copyField',
  copyMessageAsPython: 'bitcoinP2pTrace.copyMessageAsPython',
  compareMessage: 'bitcoinP2pTrace.compareMessage',
  findInMessage: 'bitcoinP2pTrace.findInMessage',
  goToOffset: 'bitcoinP2pTrace.goToOffset',
  inspectorKeys: 'bitcoinP2pTrace.inspectorKeys',
} as const satisfies Record<InspectorCommand, string>;

/** Commands for the monitor. */
export const MONITOR_COMMANDS = {
  monitorLadder: 'bitcoinP2pTrace.monitorLadder',
  monitorFilter: 'bitcoinP2pTrace.monitorFilter',
  monitorName: 'bitcoinP2pTrace.monitorName',
  monitorCopyValue: 'bitcoinP2pTrace.monitorCopyValue',
  monitorCopyRow: 'bitcoinP2pTrace.monitorCopyRow',
  monitorCopyTable: 'bitcoinP2pTrace.monitorCopyTable',
  monitorSaveTable: 'bitcoinP2pTrace.monitorSaveTable',
  monitorKeys: 'bitcoinP2pTrace.monitorKeys',
} as const;

export const COMMANDS = {
  ...LADDER_COMMANDS,
  ...HEAD_COMMANDS,
  ...INSPECTOR_COMMANDS,
  ...MONITOR_COMMANDS,
  openMonitor: 'bitcoinP2pTrace.openMonitor',
  showCompactBlocks: 'bitcoinP2pTrace.showCompactBlocks',
  showPropagation: 'bitcoinP2pTrace.showPropagation',
  openLadderOfAll: 'bitcoinP2pTrace.openLadderOfAll',
  keepLadder: 'bitcoinP2pTrace.keepLadder',
  start: 'bitcoinP2pTrace.start',
  startDemo: 'bitcoinP2pTrace.startDemo',
  connectFleet: 'bitcoinP2pTrace.connectFleet',
  forgetFleet: 'bitcoinP2pTrace.forgetFleet',
  openWalkthrough: 'bitcoinP2pTrace.openWalkthrough',
  stop: 'bitcoinP2pTrace.stop',
  checkSetup: 'bitcoinP2pTrace.checkSetup',
  filterTrace: 'bitcoinP2pTrace.filterTrace',
  openLadder: 'bitcoinP2pTrace.openLadder',
  openFindings: 'bitcoinP2pTrace.openFindings',
  sortById: 'bitcoinP2pTrace.sortById',
  sortedById: 'bitcoinP2pTrace.sortedById',
  sortByBytes: 'bitcoinP2pTrace.sortByBytes',
  sortedByBytes: 'bitcoinP2pTrace.sortedByBytes',
  sortByActivity: 'bitcoinP2pTrace.sortByActivity',
  sortedByActivity: 'bitcoinP2pTrace.sortedByActivity',
  hideClosedPeers: 'bitcoinP2pTrace.hideClosedPeers',
  showClosedPeers: 'bitcoinP2pTrace.showClosedPeers',
  copyAddress: 'bitcoinP2pTrace.copyAddress',
  copyPid: 'bitcoinP2pTrace.copyPid',
  copyDataDirectory: 'bitcoinP2pTrace.copyDataDirectory',
  namePeer: 'bitcoinP2pTrace.namePeer',
  traceOnly: 'bitcoinP2pTrace.traceOnly',
  showTrafficLog: 'bitcoinP2pTrace.showTrafficLog',
  openCapture: 'bitcoinP2pTrace.openCapture',
  openMessageCapture: 'bitcoinP2pTrace.openMessageCapture',
  recoverCaptures: 'bitcoinP2pTrace.recoverCaptures',
  openRecent: 'bitcoinP2pTrace.openRecent',
  saveCapture: 'bitcoinP2pTrace.saveCapture',
  closeCapture: 'bitcoinP2pTrace.closeCapture',
  reloadCapture: 'bitcoinP2pTrace.reloadCapture',
} as const;

export const VIEWS = { container: 'bitcoinP2pTrace', peers: 'bitcoinP2pTrace.peers' } as const;

/** Made by VS Code for every view: shows it and puts the focus into it. */
export const FOCUS_PEERS = `${VIEWS.peers}.focus`;

/** Each has a panel, and a folder of webview/ with its page; the titles are for screen readers. */
export const VIEW_TITLES = {
  ladder: 'Message ladder',
  inspector: 'Message inspector',
  monitor: 'Monitor',
  compactBlocks: 'Compact blocks',
  propagation: 'Propagation',
} as const;
export type ViewName = keyof typeof VIEW_TITLES;

export const PANELS = {
  ladder: 'bitcoinP2pTrace.ladder',
  inspector: 'bitcoinP2pTrace.inspector',
  monitor: 'bitcoinP2pTrace.monitor',
  compactBlocks: 'bitcoinP2pTrace.compactBlocks',
  propagation: 'bitcoinP2pTrace.propagation',
} as const satisfies Record<ViewName, string>;

/**
 * The editors of files: the ladder of a capture's file, which VS Code opens it in, and that of a file of
 * another kind, which is offered for it. Their pages are those of the ladder, and so are its keys and menus.
 */
export const EDITORS = {
  capture: 'bitcoinP2pTrace.ladder',
  otherSource: 'bitcoinP2pTrace.ladderOfImport',
} as const;

export const SETTINGS = {
  ringBufferSize: 'bitcoinP2pTrace.ringBufferSize',
  snapLength: 'bitcoinP2pTrace.snapLength',
  traceDirection: 'bitcoinP2pTrace.traceDirection',
  traceMessageTypes: 'bitcoinP2pTrace.traceMessageTypes',
  traceCoins: 'bitcoinP2pTrace.traceCoins',
  captureLimit: 'bitcoinP2pTrace.captureLimit',
  whenCaptureFull: 'bitcoinP2pTrace.whenCaptureFull',
  timeFormat: 'bitcoinP2pTrace.timeFormat',
} as const;

export const CONTEXT_KEYS = {
  /** Whether a trace runs or is being started. */
  tracing: 'bitcoinP2pTrace.tracing',
  /** Whether a capture is on screen, live or not. */
  hasCapture: 'bitcoinP2pTrace.hasCapture',
  closedHidden: 'bitcoinP2pTrace.closedHidden',
  /** Whether the ladder in front is the one that the next click on a peer takes. */
  ladderPreview: 'bitcoinP2pTrace.ladderPreview',
  ladderShown: 'bitcoinP2pTrace.ladderShown',
  /** Whether the inspector has a message, which leaves the ladder the active panel. */
  inspectorShown: 'bitcoinP2pTrace.inspectorShown',
  /** PeerOrder of the Peers view: menus tick it. */
  peerOrder: 'bitcoinP2pTrace.peerOrder',
} as const;

/** The walkthrough that package.json contributes, by VS Code's name for it. */
export const WALKTHROUGH = 'bitcoin-p2p-trace.bitcoin-p2p-trace#start';

/** Contributed to VS Code's own id spaces. */
export const OUTPUT_CHANNEL = 'Bitcoin P2P';
export const SORT_SUBMENU = 'bitcoinP2pTrace.sort';
/** Of a row of the ladder. */
export const ROW_SUBMENUS = {
  copy: 'bitcoinP2pTrace.rowCopy',
  filter: 'bitcoinP2pTrace.rowFilter',
} as const;
export const PAYLOAD_SCHEME = 'bitcoin-p2p-payload';

/** What a click on a peer's row does: shows its ladder, in the place of the one clicked before. */
export const PREVIEW_COMMAND = 'bitcoinP2pTrace.previewLadder';

/** Shows in a ladder what concerns a transaction or block. */
export const FOLLOW_COMMAND = 'bitcoinP2pTrace.follow';
/** Its argument. */
export interface FollowedHash {
  /** Path of the capture. */
  capture: string;
  hash: string;
}

/** What VS Code hands to the commands of a head's menu. */
export interface HeadContext {
  pid: number;
  peer: number;
  lane: number;
}
