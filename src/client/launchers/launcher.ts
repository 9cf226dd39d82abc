import type { UserError } from '../../shared/errors/userError';
import type { HelperCommand } from '../helperCommand';

/** A helper under way. That it runs is shown by its connection alone. */
export interface HelperProcess {
  /**
   * Resolves when the command has ended, or never began: with what its end means to the user, or
   * undefined when it ended well.
   */
  readonly ended: Promise<UserError | undefined>;
}

/** One way to become root. */
export interface Launcher {
  /**
   * @param signal Aborts when the helper is wanted no more; a launcher that cannot end it may leave
   *   that to the helper, which ends without its client's socket.
   * @throws UserError when the command must not be launched this way.
   */
  launch(command: HelperCommand, signal: AbortSignal): HelperProcess;
}
