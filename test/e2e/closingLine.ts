import type { FullResult, Reporter, Suite, TestCase } from '@playwright/test/reporter';

/** Ends a run with one plain line, as the other runners do. */
export default class ClosingLine implements Reporter {
  private tests: readonly TestCase[] = [];

  onBegin(_config: unknown, suite: Suite): void {
    this.tests = suite.allTests();
  }

  onEnd(result: FullResult): void {
    const count = (outcome: ReturnType<TestCase['outcome']>) =>
      this.tests.filter((test) => test.outcome() === outcome).length;
    const skipped = count('skipped');
    console.log(
      `End-to-end tests: ${count('expected')} passed, ${count('unexpected')} failed` +
        `${skipped > 0 ? `, ${skipped} skipped` : ''}${result.status === 'passed' ? '' : ` (${result.status})`}`,
    );
  }

  printsToStdio(): boolean {
    return false;
  }
}
