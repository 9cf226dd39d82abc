import { needLength } from '../frames/frameReader';
import { readHeader, type EventHeader } from '../frames/header';
import { HEADER } from '../frames/layout';
import { readHash, wholeHash } from './hash';
import { lossCause } from './lossCause';

/** What all events of a block have. */
export interface OfBlock extends EventHeader {
  /** As Bitcoin shows it; zeros where memory of the node could not be read. */
  hash: string;
  unreadable: boolean;
}

/** @throws MalformedFrame when the frame is shorter than `end`. */
export function ofBlock(frame: Buffer, hashAt: number, end: number): OfBlock {
  needLength(frame.length, end);
  return {
    ...readHeader(frame),
    hash: readHash(frame, hashAt),
    unreadable: lossCause(frame.readUInt16LE(HEADER.flags)) === 'unreadable',
  };
}

/** Members that end each of them. */
export function hashJson({ hash, unreadable }: OfBlock): string {
  return `,"hash":"${hash}"${unreadable ? ',"lost":"unreadable"' : ''}`;
}

export function subject({ hash }: OfBlock): string {
  return wholeHash(hash);
}
