import type { TraceableNode } from './nodes';

type Binary = Pick<TraceableNode, 'binary' | 'claimed' | 'deleted' | 'elsewhere'>;

/** A node's executable as a person reads it, which shows whether the kernel or only the node says so. */
export function binaryText({ binary, claimed, deleted, elsewhere }: Binary): string {
  if (claimed) return `claims to be ${binary}`;
  if (deleted) return `${binary} (deleted)`;
  return elsewhere ? `${binary} (in a container)` : binary;
}

/** What a person who traces it should know; undefined if there is nothing special. */
export function binaryAdvice({ deleted }: Binary): string | undefined {
  if (!deleted) return undefined;
  return 'It runs a file that was replaced or removed. It can be traced by its pid until it ends, but a later start of the new file is not traced. Restart the node to run the new file.';
}
