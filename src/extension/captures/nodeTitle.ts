import { basename } from 'node:path';
import { visible } from '../../shared/text/visible';

/** A stranger's file may give a node any name. */
const LONGEST = 100;

/** `bitcoind · regtest`, or the name of the binary when no more is known, as of a capture from a file. */
export function nodeTitle(name: string | undefined, binary: string | undefined): string {
  const title = visible(name ?? basename(binary ?? 'node'));
  return title.length > LONGEST ? `${title.slice(0, LONGEST)}…` : title;
}
