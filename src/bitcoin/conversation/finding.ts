export const SEVERITIES = ['error', 'warning', 'note'] as const;

/**
 * `error`: a rule is broken that Core punishes or disconnects for, or a MUST of the protocol. `warning`: odd,
 * wasteful, or ignored. `note`: remarkable.
 */
export type Severity = (typeof SEVERITIES)[number];

/** What a rule of the conversation says; docs/findings.md has the same. */
export interface Rule {
  /** Stable, in kebab case. */
  readonly id: string;
  readonly severity: Severity;
  /** What it tells, for the documentation. */
  readonly about: string;
  /** A file with a constant or function of Core, or a BIP. */
  readonly source: string;
}

/** A connection as its node numbers it. */
export interface ConnectionId {
  readonly pid: number;
  readonly peer: number;
}

/** What a rule says about some events of a connection. */
export interface Finding {
  readonly rule: Rule;
  readonly connection: ConnectionId;
  /** The event that it is told at, and those that it is about besides. */
  readonly rows: readonly [number, ...number[]];
  /** Of the first row, nanoseconds. */
  readonly timeNs: number;
  /** One sentence, safe to show. */
  readonly text: string;
}

/** The lowest of a list that a severity reaches: an error is also a warning. */
export function reaches(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least);
}
