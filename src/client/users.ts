import { readBounded } from './processReader/boundedFile';

export interface User {
  name: string;
  home: string;
}

/** Bytes. */
const MAX_DATABASE = 4 * 1024 * 1024;

/** @returns the user, by number where nameless. */
export function userOf(uid: number): User {
  for (const line of readBounded('/etc/passwd', MAX_DATABASE).toString().split('\n')) {
    const [name = '', , id, , , home = '/'] = line.split(':');
    if (id === `${uid}`) return { name, home };
  }
  return { name: uid < 0 ? '' : `${uid}`, home: '/' };
}
