import { KEYS, keyNamed, type Key } from './keys';
import { nearest } from './nearest';
import { QueryError } from './queryError';
import { FLAGS, type Condition, type Flag, type Query, type Term } from './term';
import { tokenize, type JoinToken, type ListItem, type TermToken, type Token } from './tokens';

/** Parentheses within each other, so that no filter exhausts the stack. */
const DEEPEST = 50;

/**
 * Reads a filter: terms beside each other must all hold, `OR` separates alternatives and binds less,
 * parentheses group. @throws QueryError
 */
export function parseQuery(text: string): Query {
  return new Parser(text).all();
}

class Parser {
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(private readonly text: string) {
    this.tokens = tokenize(text);
  }

  all(): Query {
    const query = this.alternatives(0);
    const rest = this.tokens[this.at];
    if (rest)
      throw this.wrong('This parenthesis was not opened; in quotes it would be searched for', rest);
    return query;
  }

  /** Up to the end, or to a parenthesis that closes. */
  private alternatives(depth: number): Query {
    const queries: Term[][] = [[]];
    /** An operator that waits for its right side. */
    let waiting: Token | undefined;
    for (let token = this.tokens[this.at]; token; token = this.tokens[this.at]) {
      if (token.kind === ')') break;
      if (token.kind !== 'or' && token.kind !== 'and') {
        for (const term of this.operand(depth)) queries.at(-1)!.push(term);
        waiting = undefined;
        continue;
      }
      if (waiting) throw this.lacks(waiting, 'after');
      if (queries.at(-1)!.length === 0) throw this.lacks(token, 'before');
      if (token.kind === 'or') queries.push([]);
      waiting = token;
      this.at++;
    }
    if (waiting) throw this.lacks(waiting, 'after');
    const [first] = queries;
    return queries.length === 1
      ? first!
      : [{ negated: false, condition: { kind: 'any', queries } }];
  }

  /** A term or what is in parentheses, with what excludes it. */
  private operand(depth: number): Query {
    let negated = false;
    for (let token = this.tokens[this.at]!; isNot(token); token = this.tokens[this.at]!) {
      this.at++;
      const next = this.tokens[this.at];
      const isNear = token.kind === 'not' || next?.from === token.to;
      if (!next || !isNear || next.kind === ')' || next.kind === 'or' || next.kind === 'and')
        throw token.kind === 'minus'
          ? this.wrong('A minus excludes the term that directly follows it', token)
          : this.lacks(token, 'after');
      negated = !negated;
    }
    const token = this.tokens[this.at]!;
    if (token.kind === 'term') {
      this.at++;
      return [{ negated, condition: this.condition(token) }];
    }
    const query = this.group(token, depth + 1);
    if (!negated) return query;
    const [only] = query;
    if (query.length === 1) return [{ ...only!, negated: !only!.negated }];
    return [{ negated, condition: { kind: 'any', queries: [query] } }];
  }

  private group(open: Token, depth: number): Query {
    if (depth > DEEPEST)
      throw this.wrong(`Parentheses may be nested ${DEEPEST} deep at most`, open);
    this.at++;
    const query = this.alternatives(depth);
    const close = this.tokens[this.at++];
    if (!close) throw this.wrong('This parenthesis is not closed', open);
    if (query.length === 0)
      throw new QueryError('There is nothing in these parentheses', open.from, close.to);
    return query;
  }

  private condition(token: TermToken): Condition {
    const { key, value, quoted, unclosed, from, to, valueFrom } = token;
    if (unclosed !== undefined) throw new QueryError('This quote has no end', unclosed, to);
    if (key === undefined) {
      const flag = value.toLowerCase();
      if (!quoted && Object.hasOwn(FLAGS, flag)) return { kind: 'flag', flag: flag as Flag };
      return { kind: 'word', word: flag };
    }
    const name = keyNamed(key);
    // `Satoshi:29.0.0` is what a peer calls itself.
    if (!name && key !== key.toLowerCase())
      return { kind: 'word', word: `${key}:${value}`.toLowerCase() };
    if (!name) throw unknownKey(key, from, valueFrom);
    const known: Key = KEYS[name];
    const example = `${name}:${known.example}`;
    if (value === '') throw new QueryError(`“${name}:” wants a value, as in ${example}`, from, to);
    if (known.read !== KEYS.text.read && this.text[valueFrom] === '(')
      throw new QueryError(
        `“${name}:” takes a list without parentheses, as in ${example}`,
        valueFrom,
        to,
      );
    return known.read(token, this.refuse(name, token, known, example));
  }

  /** Says which of the values it does not take. @param name Of the key. */
  private refuse(name: string, { items }: TermToken, { values = [] }: Key, example: string) {
    return (item: ListItem): never => {
      const { text, from, to } = item;
      if (text === '' && items.length > 1) {
        const [before, after] = [items[0] === item ? 0 : 1, items.at(-1) === item ? 0 : 1];
        throw new QueryError('A value is missing in this list', from - before, to + after);
      }
      const instead = nearest(text, values);
      throw new QueryError(
        `“${name}:” takes no “${text}”; an example: ${example}`,
        from,
        to,
        instead,
      );
    };
  }

  private lacks(operator: Token, side: 'before' | 'after'): QueryError {
    const name = this.text.slice(operator.from, operator.to);
    const why = `“${name}” wants a term ${side} it; in quotes it would be searched for`;
    return this.wrong(why, operator);
  }

  private wrong(why: string, { from, to }: Token): QueryError {
    return new QueryError(why, from, to);
  }
}

function isNot(token: Token | undefined): token is JoinToken {
  return token?.kind === 'not' || token?.kind === 'minus';
}

function unknownKey(key: string, from: number, to: number): QueryError {
  const names = Object.keys(KEYS);
  const why = `There is no “${key}:” (known are ${names.join(', ')}); put it in quotes to search for it as a word`;
  const near = nearest(key, names);
  return new QueryError(why, from, to, near && `${near}:`);
}
