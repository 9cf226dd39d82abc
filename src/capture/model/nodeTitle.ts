import { basename } from 'node:path';
import type { NodeFrame } from '../../shared/frames/node';
import { visible } from '../../shared/text/visible';

/** A stranger's file may give a node any name. */
const LONGEST = 100;

/**
 * `bitcoind · regtest`, or the binary's name where no more is known (a capture of version 1), or `node`.
 * @param binary Of the hello.
 */
export function nodeTitle(node: NodeFrame | undefined, binary: string | undefined): string {
  // `demo node` says it already.
  const isNamed = node?.name.split(' ').includes(node.chain);
  const said = [node?.name, isNamed ? '' : node?.chain].filter(Boolean).join(' · ');
  return shortTitle(said || basename(binary ?? '') || 'node');
}

/** A stranger's text, as a title. */
export function shortTitle(text: string): string {
  const title = visible(text);
  return title.length > LONGEST ? `${title.slice(0, LONGEST)}…` : title;
}
