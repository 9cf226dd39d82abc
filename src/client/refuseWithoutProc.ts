import { existsSync } from 'node:fs';
import { noProc } from '../shared/errors/setupErrors';

/** Without procfs no process runs, by what can be seen. @throws UserError `no-proc` */
export function refuseWithoutProc(proc = '/proc'): void {
  if (!existsSync(`${proc}/self/stat`)) throw noProc();
}
