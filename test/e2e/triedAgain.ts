/**
 * A window with all that runs in it is slower at times than any limit, or gives the focus back late: a test has a
 * second try (`--retries`), which is said and counted, so that nobody takes it for a pass like the others.
 */
export const mochaHooks = {
  afterEach(this: Mocha.Context): void {
    const test = this.currentTest as (Mocha.Test & { currentRetry(): number }) | undefined;
    if (test && test.currentRetry() > 0) console.log(`    ↻ tried again: ${test.fullTitle()}`);
  },
};
