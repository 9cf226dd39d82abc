/** What the system's short names mean to a person, as the rest of a sentence that names the file. */
const MEANINGS: Record<string, string> = {
  EAGAIN: 'it has nothing to read',
  EBUSY: 'it is in use',
  EISDIR: 'it is a directory',
  ELOOP: 'its symbolic links lead in a circle',
  EMFILE: 'this program has too many files open (see ulimit -n)',
  ENAMETOOLONG: 'its path is too long',
  ENFILE: 'the system has too many files open',
  ENODEV: 'its device does not exist',
  ENOMEM: 'there is not enough memory',
  ENOTDIR: 'a part of its path is not a directory',
  ENXIO: 'it is not a file that can be read',
  ESRCH: 'the process has ended',
  ESTALE: 'it is gone from its file server',
  ETIMEDOUT: 'its file server does not answer',
};

const READ: Record<string, string> = {
  ...MEANINGS,
  EACCES: 'you may not read it',
  EIO: 'the disk could not read it',
  ENOENT: 'there is no such file',
  EPERM: 'you may not read it',
};

const WRITE: Record<string, string> = {
  ...MEANINGS,
  EACCES: 'you may not write there',
  EDQUOT: 'your quota is used up',
  EFBIG: 'it would be larger than files may be there',
  EIO: 'the disk could not write it',
  ENOENT: 'its folder does not exist',
  ENOSPC: 'no space is left on the disk',
  EPERM: 'you may not write there',
  EROFS: 'its disk cannot be written to',
};

/** @param error As Node throws it when a file is read. @returns a clause without a full stop. */
export function errnoText(error: unknown): string {
  return textOf(error, READ);
}

/** The same when a file is written. */
export function writeErrnoText(error: unknown): string {
  return textOf(error, WRITE);
}

function textOf(error: unknown, meanings: Record<string, string>): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const meaning = meanings[code ?? ''];
  return meaning === undefined ? message : `${meaning} (${code})`;
}

/** Says nothing of the file: the reader is at its own limits. */
export function isExhaustion(error: unknown): boolean {
  return ['EMFILE', 'ENFILE', 'ENOMEM'].includes((error as NodeJS.ErrnoException).code ?? '');
}
