/** What the system's short names mean to a person, as the rest of a sentence that names the file. */
const MEANINGS: Record<string, string> = {
  EACCES: 'you may not read it',
  EAGAIN: 'it has nothing to read',
  EBUSY: 'it is in use',
  EIO: 'the disk could not read it',
  EISDIR: 'it is a directory',
  ELOOP: 'its symbolic links lead in a circle',
  EMFILE: 'this program has too many files open (see ulimit -n)',
  ENAMETOOLONG: 'its path is too long',
  ENFILE: 'the system has too many files open',
  ENODEV: 'its device does not exist',
  ENOENT: 'there is no such file',
  ENOMEM: 'there is not enough memory',
  ENOTDIR: 'a part of its path is not a directory',
  ENXIO: 'it is not a file that can be read',
  EPERM: 'you may not read it',
  ESRCH: 'the process has ended',
  ESTALE: 'it is gone from its file server',
  ETIMEDOUT: 'its file server does not answer',
};

/** @param error As Node throws it. @returns a clause without a full stop. */
export function errnoText(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const meaning = MEANINGS[code ?? ''];
  return meaning === undefined ? message : `${meaning} (${code})`;
}

/** Says nothing of the file: the reader is at its own limits. */
export function isExhaustion(error: unknown): boolean {
  return ['EMFILE', 'ENFILE', 'ENOMEM'].includes((error as NodeJS.ErrnoException).code ?? '');
}
