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
  copyAsPython: 'bitcoinP2pTrace.copyAsPython',
  copyHash: 'bitcoinP2pTrace.copyHash',
  copyRowAddress: 'bitcoinP2pTrace.copyRowAddress',
  filterByPeer: 'bitcoinP2pTrace.filterByPeer',
  filterByType: 'bitcoinP2pTrace.filterByType',
  filterByHash: 'bitcoinP2pTrace.filterByHash',
  excludePeer: 'bitcoinP2pTrace.excludePeer',
  excludeType: 'bitcoinP2pTrace.excludeType',
  followHash: 'bitcoinP2pTrace.followHash',
  setTimeZero: 'bitcoinP2pTrace.setTimeZero',
  aliasPeer: 'bitcoinP2pTrace.aliasPeer',
  mutePeer: 'bitcoinP2pTrace.mutePeer',
  unmutePeers: 'bitcoinP2pTrace.unmutePeers',
  toggleBookmark: 'bitcoinP2pTrace.toggleBookmark',
  removeBookmark: 'bitcoinP2pTrace.removeBookmark',
  nextBookmark: 'bitcoinP2pTrace.nextBookmark',
  previousBookmark: 'bitcoinP2pTrace.previousBookmark',
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

export const COMMANDS = {
  ...LADDER_COMMANDS,
  openLadderOfAll: 'bitcoinP2pTrace.openLadderOfAll',
  start: 'bitcoinP2pTrace.start',
  stop: 'bitcoinP2pTrace.stop',
  checkSetup: 'bitcoinP2pTrace.checkSetup',
  filterTrace: 'bitcoinP2pTrace.filterTrace',
  openLadder: 'bitcoinP2pTrace.openLadder',
  sortById: 'bitcoinP2pTrace.sortById',
  sortByBytes: 'bitcoinP2pTrace.sortByBytes',
  sortByActivity: 'bitcoinP2pTrace.sortByActivity',
  hideClosedPeers: 'bitcoinP2pTrace.hideClosedPeers',
  showClosedPeers: 'bitcoinP2pTrace.showClosedPeers',
  copyAddress: 'bitcoinP2pTrace.copyAddress',
  showTrafficLog: 'bitcoinP2pTrace.showTrafficLog',
  openCapture: 'bitcoinP2pTrace.openCapture',
  saveCapture: 'bitcoinP2pTrace.saveCapture',
} as const;

export const VIEWS = { container: 'bitcoinP2pTrace', peers: 'bitcoinP2pTrace.peers' } as const;

/** Made by VS Code for every view: shows it and puts the focus into it. */
export const FOCUS_PEERS = `${VIEWS.peers}.focus`;

/** Each has a panel, and a folder of webview/ with its page; the titles are for screen readers. */
export const VIEW_TITLES = { ladder: 'Message ladder', inspector: 'Message inspector' } as const;
export type ViewName = keyof typeof VIEW_TITLES;

export const PANELS = {
  ladder: 'bitcoinP2pTrace.ladder',
  inspector: 'bitcoinP2pTrace.inspector',
} as const satisfies Record<ViewName, string>;

export const SETTINGS = {
  ringBufferSize: 'bitcoinP2pTrace.ringBufferSize',
  snapLength: 'bitcoinP2pTrace.snapLength',
  traceDirection: 'bitcoinP2pTrace.traceDirection',
  traceMessageTypes: 'bitcoinP2pTrace.traceMessageTypes',
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
} as const;

/** `viewItem` of tree rows. */
export const TREE_CONTEXT = { node: 'node', peer: 'peer', messageType: 'messageType' } as const;

/** Contributed to VS Code's own id spaces. */
export const OUTPUT_CHANNEL = 'Bitcoin P2P';
export const PEER_SCHEME = 'bitcoin-p2p-peer';
export const SORT_SUBMENU = 'bitcoinP2pTrace.sort';
/** Of a row of the ladder. */
export const ROW_SUBMENUS = {
  copy: 'bitcoinP2pTrace.rowCopy',
  filter: 'bitcoinP2pTrace.rowFilter',
} as const;
export const PAYLOAD_SCHEME = 'bitcoin-p2p-payload';

/** Shows in a ladder what concerns a transaction or block. */
export const FOLLOW_COMMAND = 'bitcoinP2pTrace.follow';
/** Its argument. */
export interface FollowedHash {
  /** Path of the capture. */
  capture: string;
  hash: string;
}
