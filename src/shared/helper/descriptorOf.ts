import type { Socket } from 'node:net';

/** @returns what the kernel calls a socket. Node has it, though its published types do not. */
export function descriptorOf(socket: Socket): number {
  return (socket as Socket & { _handle: { fd: number } })._handle.fd;
}
