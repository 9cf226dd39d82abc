import type { Keeping } from '../../capture/store/keeping';
import { assertNever } from '../../shared/assertNever';
import { captureFull, payloadsNotKept } from '../../shared/errors/captureErrors';
import type { UserError } from '../../shared/errors/userError';
import { formatBytes } from '../../shared/text/quantity';

/** What to say of what a capture does not keep; undefined while it keeps all that arrives. */
export function keepingNotice(keeping: Keeping): UserError | undefined {
  switch (keeping.kind) {
    case 'all':
      return undefined;
    case 'full':
      return captureFull(formatBytes(keeping.limitBytes));
    case 'failing':
      return payloadsNotKept(keeping.detail);
    default:
      return assertNever(keeping);
  }
}
