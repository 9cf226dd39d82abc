import { basename, dirname, parse } from 'node:path';
import type { StoredCapture } from '../../capture/store/storedCapture';
import { localTime } from '../../shared/text/dateText';
import { visible } from '../../shared/text/visible';
import { nodeTitle } from '../../capture/model/nodeTitle';
import type { Recording } from './recording';
import { isSpooled } from './spool';

/** `2026-11-29 14:03`, as the clock on the wall. @param ms Unix milliseconds. */
export function dayAndTime(ms: number): string {
  return `${day(ms)} ${clock(ms).slice(0, 5)}`;
}

/** `2026-11-29 14:03 to 15:10`, with the day once more where it is another one. */
export function timeSpan(fromMs: number, toMs: number): string {
  const [from, to] = [dayAndTime(fromMs), dayAndTime(toMs)];
  if (from === to) return from;
  return `${from} to ${day(fromMs) === day(toMs) ? to.slice(-5) : to}`;
}

/**
 * What tells a recording apart from others in the title of a tab: `live`; when its trace began, `14:03:22`,
 * with the day if that is another one; or its file's name.
 */
export function captureName({ live, opened, capture, clock: { wallNs } }: Recording): string {
  if (live && !opened) return 'live';
  if (!isSpooled(capture.path) || wallNs === 0n) return visible(parse(capture.path).name);
  const ms = Number(wallNs / 1_000_000n);
  return day(ms) === day(Date.now()) ? clock(ms) : dayAndTime(ms);
}

/** The folder and the file: for captures whose names are the same. */
export function longCaptureName({ capture: { path } }: Recording): string {
  return visible(`${basename(dirname(path))}/${basename(path)}`);
}

/** `bitcoind · regtest`: of which node a capture on the disk is. */
export function storedTitle({ nodes: [node], hello }: StoredCapture): string {
  return nodeTitle(node, hello.binary);
}

function day(ms: number): string {
  return localTime(ms).slice(0, 10);
}

function clock(ms: number): string {
  return localTime(ms).slice(11);
}
