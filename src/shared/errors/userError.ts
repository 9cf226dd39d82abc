/** What a button under an error does; the extension maps each to a command. */
export type ErrorAction =
  | 'retry'
  | 'browse'
  | 'use-terminal'
  | 'use-dialog'
  | 'use-demo'
  | 'show-log'
  | 'open-docs'
  | 'manage-trust'
  | 'show-peers'
  | 'stop-and-start'
  | 'open-settings'
  | 'check-setup'
  | 'other-address'
  | 'other-credentials'
  | 'other-certificates'
  | 'other-nodes';

/**
 * An error that a person may see: what happened and why, what to do next, and the buttons that do it.
 * Only the factories in this folder make one: no other module words an error.
 */
export class UserError extends Error {
  constructor(
    /** Stable name, for tests. */
    readonly code: string,
    /** What happened and why, in a sentence or two. */
    message: string,
    /** What to do next, in a sentence. */
    readonly next: string,
    readonly actions: readonly ErrorAction[] = [],
  ) {
    super(message);
  }

  /** The whole text where there are no buttons. */
  override toString(): string {
    return `${this.message} ${this.next}`;
  }
}

/** The same error of a file that people call by another name. */
export function renamed(error: UserError, path: string, name: string): UserError {
  const message = error.message.replaceAll(path, name);
  return new UserError(error.code, message, error.next, error.actions);
}
