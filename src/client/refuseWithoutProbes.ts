import { noProbes, noTarget } from '../shared/errors/targetErrors';
import { readFileProbes } from './readProcesses';

/**
 * Looks whether a file can be traced. What only root may read is root's to judge.
 * @param binary Absolute path, as bytesText has it. @throws UserError
 */
export async function refuseWithoutProbes(binary: string): Promise<void> {
  const found = await readFileProbes(binary);
  if (found.kind === 'probes') {
    if (found.names.length === 0) throw noProbes(binary);
    return;
  }
  if (found.code === 'EACCES' || found.code === 'EPERM') return;
  throw noTarget(binary, found.reason);
}
