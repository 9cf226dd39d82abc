import { compareFields, type Comparison } from '../../bitcoin/compareFields';
import { decodeMessage } from '../../bitcoin/decodeMessage';
import { describeField, type FieldDescription } from '../../bitcoin/describeField';
import { childrenJson } from '../../bitcoin/fieldJson';
import { fieldAt, type FieldPath } from '../../bitcoin/fieldPath';
import { findFields } from '../../bitcoin/findFields';
import type { Chain } from '../../bitcoin/read/payload';
import { assertNever } from '../../shared/assertNever';

/** A message as a worker gets it. */
export interface JobMessage {
  messageType: string;
  bytes: Uint8Array;
  chain: Chain;
  size: number;
}

/** What takes long in a large message. */
export type Job =
  | { kind: 'describe'; message: JobMessage; paths: FieldPath[] }
  | { kind: 'find'; message: JobMessage; query: string }
  | { kind: 'json'; message: JobMessage; limit: number }
  | { kind: 'compare'; message: JobMessage; other: JobMessage };

export interface JobResults {
  /** One description per path; undefined where a path leads nowhere. */
  describe: (FieldDescription | undefined)[];
  find: { paths: FieldPath[]; more: boolean };
  /** An array of the fields; undefined when it has more characters than the limit. */
  json: string | undefined;
  compare: Comparison;
}

export type JobResult<J extends Job> = JobResults[J['kind']];

export function runJob<J extends Job>(job: J): JobResult<J>;
export function runJob(job: Job): JobResults[keyof JobResults] {
  const root = rootOf(job.message);
  switch (job.kind) {
    case 'describe':
      return job.paths.map((path) => {
        const field = fieldAt(root, path);
        return field && describeField(field);
      });
    case 'find':
      return findFields(root, job.query);
    case 'json': {
      let text = '';
      for (const piece of childrenJson(root)) {
        text += piece;
        if (text.length > job.limit) return undefined;
      }
      return text;
    }
    case 'compare':
      return compareFields(root, rootOf(job.other));
    default:
      return assertNever(job);
  }
}

function rootOf({ messageType, bytes, chain, size }: JobMessage) {
  return decodeMessage(messageType, bytes, { chain, size }).root;
}
