/** For Recordings that are given nothing but captures, which are shown where they are. */
export function noSource(): Promise<string> {
  return Promise.reject(new Error('a capture needs no other file'));
}
