import type { Connection } from './connection';
import type { Rule } from './finding';
import type { Heard } from './heard';

export type Check = (connection: Connection, message: Heard) => void;

/** Rules about the same thing, and what looks at messages for them. */
export interface Group {
  readonly rules: Readonly<Record<string, Rule>>;
  /** By message type. */
  readonly checks: Readonly<Record<string, Check>>;
  /**
   * Looks for what has not come, with the time of the latest event, where a check said that it is time to.
   * @returns When to look again; Infinity if nothing is waited for.
   */
  sweep?(connection: Connection, timeNs: number): number;
}

/** By key, so that a rule is named where it is told. */
export function rules<K extends string>(
  of: Record<K, Omit<Rule, 'id'> & { id?: string }>,
): Record<K, Rule> {
  const entries = Object.entries<Omit<Rule, 'id'>>(of).map(([key, rule]) => [
    key,
    { id: key.replace(/[A-Z]+/g, (upper) => `-${upper.toLowerCase()}`), ...rule },
  ]);
  return Object.fromEntries(entries) as Record<K, Rule>;
}

/** The same check for several types. */
export function forTypes(types: readonly string[], check: Check): Record<string, Check> {
  return Object.fromEntries(types.map((type) => [type, check]));
}
