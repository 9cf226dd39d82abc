import type { ProcessIds } from '../shared/addon';
import { HelperFailure } from './helperFailure';
import { loadAddon } from './loadAddon';

let chosen: ProcessIds | undefined;

/**
 * The calls that change who this process is: Node's own, or the addon's where Node refuses to. A Node
 * that is linked to the system's libuv (Debian 13) does so always, since such a library may use
 * io_uring, whose kernel threads would stay root (CVE-2024-22017).
 * @throws HelperFailure where that danger is real.
 */
export function processIds(): ProcessIds {
  return (chosen ??= nodeRefuses() ? idsOfAddon() : (process as NodeJS.Process & ProcessIds));
}

function nodeRefuses(): boolean {
  try {
    process.setegid!(process.getegid!());
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_INVALID_STATE') return true;
    throw error;
  }
}

function idsOfAddon(): ProcessIds {
  if (libuvMayUseIoUring(process.versions.uv, process.env.UV_USE_IO_URING))
    throw new HelperFailure(
      'not-dropped',
      `libuv ${process.versions.uv} may use io_uring (CVE-2024-22017)`,
    );
  return loadAddon();
}

/**
 * libuv uses io_uring from 1.45 on, and from 1.49 on only where it is told to.
 * @param version Like `1.50.0`.
 * @param told The environment variable UV_USE_IO_URING.
 */
export function libuvMayUseIoUring(version: string, told: string | undefined): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major !== 1 || minor < 45) return major > 1;
  return minor < 49 || (told !== undefined && told !== '0');
}
