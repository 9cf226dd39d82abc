import Mocha from 'mocha';
import { Workbench } from './workbench';

/**
 * A window with all that runs in it is slower at times than any limit, or gives the focus back late: a test has a
 * second try (`--retries`), and so has a hook, for which mocha has none. It is said and counted, so that nobody takes
 * it for a pass like the others.
 */
export const mochaHooks = {
  afterEach(this: Mocha.Context): void {
    const test = this.currentTest as (Mocha.Test & { currentRetry(): number }) | undefined;
    if (test && test.currentRetry() > 0) console.log(`    ↻ tried again: ${test.fullTitle()}`);
  },
};

type Hook = (this: Mocha.Context) => unknown;

function twice(hook: Hook, about: string): Hook {
  return async function () {
    const before = new Set(Workbench.openOnes);
    try {
      await hook.call(this);
    } catch (error) {
      console.log(`    ↻ tried again: what comes before ${about}\n${String(error)}`);
      // The second try has as much time as the first.
      this.timeout(2 * this.timeout());
      for (const each of Workbench.openOnes) if (!before.has(each)) await each.close();
      await hook.call(this);
    }
  };
}

type TakesHook = (this: Mocha.Suite, hook: Hook) => Mocha.Suite;
const suites = Mocha.Suite.prototype as unknown as Record<'beforeAll' | 'beforeEach', TakesHook>;
for (const [name, of] of [
  ['beforeAll', ''],
  ['beforeEach', 'each test of '],
] as const) {
  const add = suites[name];
  suites[name] = function (hook) {
    return add.call(this, twice(hook, of + this.fullTitle()));
  };
}
