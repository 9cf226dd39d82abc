/** Every name that this code shares with package.json; a unit test compares the two. */

export const COMMANDS = {
  start: 'bitcoinP2pTrace.start',
  stop: 'bitcoinP2pTrace.stop',
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

export const PANELS = {
  ladder: 'bitcoinP2pTrace.ladder',
  inspector: 'bitcoinP2pTrace.inspector',
} as const;

export const SETTINGS = {
  ringBufferSize: 'bitcoinP2pTrace.ringBufferSize',
  snapLength: 'bitcoinP2pTrace.snapLength',
  captureLimit: 'bitcoinP2pTrace.captureLimit',
  whenCaptureFull: 'bitcoinP2pTrace.whenCaptureFull',
  timeFormat: 'bitcoinP2pTrace.timeFormat',
} as const;

export const CONTEXT_KEYS = {
  /** A trace runs or is being started. */
  tracing: 'bitcoinP2pTrace.tracing',
  /** There is a capture on screen, live or not. */
  hasCapture: 'bitcoinP2pTrace.hasCapture',
  closedHidden: 'bitcoinP2pTrace.closedHidden',
} as const;

/** `viewItem` of tree rows. */
export const TREE_CONTEXT = { node: 'node', peer: 'peer', messageType: 'messageType' } as const;

/** Contributed to VS Code's own id spaces. */
export const OUTPUT_CHANNEL = 'Bitcoin P2P';
export const PEER_SCHEME = 'bitcoin-p2p-peer';
export const SORT_SUBMENU = 'bitcoinP2pTrace.sort';
