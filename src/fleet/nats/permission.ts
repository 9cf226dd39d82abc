import { PermissionViolationError } from '@nats-io/nats-core';
import { notPermitted } from '../../shared/errors/fleetErrors';

/** @param what `to do this`. @returns A UserError where the server forbids what was asked for, else the same error. */
export function orNotPermitted(what: string, error: unknown): unknown {
  const violation = [error, (error as Error).cause].find(
    (one) => one instanceof PermissionViolationError,
  );
  return violation ? notPermitted(what, violation.message) : error;
}
