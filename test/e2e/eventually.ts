import { setTimeout } from 'node:timers/promises';

/**
 * Asks again and again until there is an answer other than undefined or false.
 * @throws after `limit` ms, with what was awaited and the last error.
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  limit = 30_000,
): Promise<T> {
  const end = Date.now() + limit;
  let cause: unknown;
  do {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      cause = error;
    }
    await setTimeout(100);
  } while (Date.now() < end);
  throw new Error(`${what}: not within ${limit / 1000} s`, { cause });
}

/** Asserts again and again until everything holds: a window shows its parts one after another. */
export async function settles(what: string, check: () => Promise<void>): Promise<void> {
  await eventually(what, async () => {
    await check();
    return true;
  });
}
