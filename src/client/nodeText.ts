import type { TraceableNode } from './nodes';

type Binary = Pick<TraceableNode, 'binary' | 'claimed' | 'deleted' | 'elsewhere'>;

/** A node's executable for a person, who can tell what the kernel says from what the node says. */
export function binaryText({ binary, claimed, deleted, elsewhere }: Binary): string {
  if (claimed) return `claims to be ${binary}`;
  if (deleted) return `${binary} (deleted)`;
  return elsewhere ? `${binary} (in a container)` : binary;
}

/** What follows for somebody who traces it; undefined where nothing does. */
export function binaryAdvice({ deleted }: Binary): string | undefined {
  if (!deleted) return undefined;
  return 'It runs a file that was replaced or removed. It can be traced by its pid until it ends; a later start of the new file is not traced. Restart it to run the new file.';
}
