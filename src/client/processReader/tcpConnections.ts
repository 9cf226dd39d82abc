import { readdirSync, readlinkSync } from 'node:fs';
import { isExhaustion } from '../../shared/text/errnoText';
import { readStart } from './boundedFile';
import type { NodeConnections } from './protocol';

/** State of an established connection, and of a listening socket, in /proc/PID/net/tcp. */
const ESTABLISHED = '01';
const LISTENING = '0A';

/** Default ports of Core's chainparams.cpp, and the next ones, on which it listens for onion peers. */
const P2P_PORTS = [8333, 18333, 48333, 38333, 18444].flatMap((port) => [port, port + 1]);
/** Of RPC (chainparamsbase.cpp), of Tor's control and of I2P's SAM: no peers of the node. */
const OTHER_PORTS = [8332, 18332, 48332, 38332, 18443, 9051, 7656];

/** Bytes of a table of sockets, of 150 each: a host of containers has some thousands. */
const MAX_TABLE = 16 * 1024 * 1024;
/** Bytes of the other files of a process. */
const MAX_TEXT = 128 * 1024;

interface Socket {
  localPort: number;
  remotePort: number;
  state: string;
  uid: string;
  inode: string;
}

/**
 * How many connections with peers a node has open, as far as /proc tells: the process' own sockets
 * less those of RPC, ZMQ, Tor's control and the like. Where its sockets are hidden from us, those of
 * its user on the default P2P ports, and on those that its command line names.
 * @param proc Where procfs is mounted.
 */
export function connectionsOf(pid: number, proc: string): NodeConnections {
  const directory = `${proc}/${pid}`;
  const sockets = ['tcp', 'tcp6'].flatMap((name) => readSockets(`${directory}/net/${name}`));
  const args = textOf(`${directory}/cmdline`, MAX_TEXT).split('\0');
  const status = textOf(`${directory}/status`, MAX_TEXT);
  const own = inodesOf(directory);
  const uid = /^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1];
  const isPeer = own ? peersOfProcess(sockets, own, args) : peersOfUser(uid, args);
  const open = sockets.filter((socket) => socket.state === ESTABLISHED && isPeer(socket)).length;
  return { pid, open, stopped: /^State:\s+[Tt]/m.test(status) };
}

/** @returns '' for what is not there, or hidden. @throws the system's error when we are at our limits. */
function textOf(path: string, most: number): string {
  try {
    return readStart(path, most).toString('latin1');
  } catch (error) {
    if (isExhaustion(error)) throw error;
    return '';
  }
}

/** `sl local_address rem_address st … uid timeout inode …`, addresses as HEX:PORT. */
function readSockets(path: string): Socket[] {
  const lines = textOf(path, MAX_TABLE).split('\n').slice(1);
  return lines.flatMap((line) => {
    const columns = line.trim().split(/\s+/);
    const [, local = '', remote = '', state = '', , , , uid = '', , inode = ''] = columns;
    if (inode === '') return [];
    return { localPort: portOf(local), remotePort: portOf(remote), state, uid, inode };
  });
}

function portOf(address: string): number {
  return Number.parseInt(address.split(':')[1] ?? '', 16);
}

/** @returns undefined where we may not see them. */
function inodesOf(directory: string): Set<string> | undefined {
  try {
    const links = readdirSync(`${directory}/fd`).map((fd) => {
      try {
        return readlinkSync(`${directory}/fd/${fd}`);
      } catch {
        return ''; // It was closed meanwhile.
      }
    });
    return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  } catch (error) {
    if (isExhaustion(error)) throw error;
    return undefined;
  }
}

function peersOfProcess(sockets: readonly Socket[], own: Set<string>, args: readonly string[]) {
  const isOwn = ({ inode }: Socket) => own.has(inode);
  const listening = sockets.filter((socket) => socket.state === LISTENING && isOwn(socket));
  const ports = new Set(listening.map(({ localPort }) => localPort));
  const others = new Set([
    ...OTHER_PORTS,
    ...portsOf(args, /^--?(rpc(port|bind)|zmqpub|torcontrol|i2psam)/),
  ]);
  return (socket: Socket) => {
    const { localPort, remotePort } = socket;
    return isOwn(socket) && !others.has(ports.has(localPort) ? localPort : remotePort);
  };
}

function peersOfUser(uid: string | undefined, args: readonly string[]) {
  const ports = new Set([...P2P_PORTS, ...portsOf(args, /^--?(port|bind|whitebind)=/)]);
  return (socket: Socket) =>
    socket.uid === uid && (ports.has(socket.localPort) || ports.has(socket.remotePort));
}

/** Ports that arguments end with: `-rpcport=1234`, `-bind=127.0.0.1:1234=onion`. */
function portsOf(args: readonly string[], wanted: RegExp): number[] {
  return args.flatMap((arg) =>
    wanted.test(arg) ? Number(/[:=](\d+)(=onion)?$/.exec(arg)?.[1] ?? NaN) : [],
  );
}
