import { loadAddon } from '../../shared/helper/loadAddon';
import { readMachineFacts, type MachineFacts } from './machineFacts';

/** The facts of this machine, with the addon's. @param dist Where helper.js is. */
export function readMachine(dist: string): MachineFacts {
  return readMachineFacts(libbpfOf(dist));
}

/** Major and minor version of the libbpf that attaches; undefined where it does not load. @param dist Where helper.js is. */
export function libbpfOf(dist: string): string | undefined {
  try {
    return loadAddon(dist).libbpf;
  } catch {
    return undefined;
  }
}
