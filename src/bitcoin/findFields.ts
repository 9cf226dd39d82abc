import type { FieldPath } from './fieldPath';
import type { Field } from './read/field';

const PAGE = 256;

/**
 * The fields whose name or text has the query in it, letter case aside, in the order of the message.
 * @param limit Fields at most.
 */
export function findFields(
  root: Field,
  query: string,
  limit = 1000,
): { paths: FieldPath[]; more: boolean } {
  const paths: FieldPath[] = [];
  const wanted = query.toLowerCase();
  const path: number[] = [];
  const visit = (field: Field): boolean => {
    const { count } = field;
    for (let from = 0; from < count; from += PAGE)
      for (const [index, child] of field.children(from, from + PAGE).entries()) {
        path.push(from + index);
        if (`${child.name}\n${child.text}`.toLowerCase().includes(wanted)) {
          if (paths.length === limit) return true;
          paths.push([...path]);
        }
        if (visit(child)) return true;
        path.pop();
      }
    return false;
  };
  return { more: visit(root), paths };
}
