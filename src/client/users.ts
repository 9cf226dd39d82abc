import { readFileSync } from 'node:fs';

export interface User {
  name: string;
  home: string;
}

/** @param status Content of /proc/PID/status. @returns its user, by number where nameless. */
export function userOf(status: string | undefined): User {
  const uid = /^Uid:\s*(\d+)/m.exec(status ?? '')?.[1] ?? '';
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name = '', , id, , , home = '/'] = line.split(':');
    if (id === uid && uid !== '') return { name, home };
  }
  return { name: uid, home: '/' };
}
