/** @typedef {{ passed: number, failed: number, skipped: number }} Totals */

/**
 * @param {import('vitest/node').JsonTestResults | null} report of the reporter `json`
 * @returns {Totals | null}
 */
export function vitestTotals(report) {
  if (report === null) return null
  // A file that cannot even be loaded has no tests that could fail.
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/**
 * @param {import('@playwright/test/reporter').JSONReport | null} report of the reporter `json`
 * @returns {Totals | null}
 */
export function playwrightTotals(report) {
  if (report === null) return null
  const { expected, unexpected, flaky, skipped } = report.stats
  return { passed: expected + flaky, failed: unexpected, skipped }
}

/** What all suites together came to. */
export class Tally {
  /** Names of the suites that failed. */
  failed = []
  #totals = { passed: 0, failed: 0, skipped: 0 }

  /**
   * Counts a suite. Without a report, without a test, or with an exit code that no failed test
   * explains, it has failed too.
   *
   * @param {string} name
   * @param {{ code: number, totals?: Totals | null }} result totals: what its report says, null when
   *   it wrote none; left out for a command that has no tests of its own and counts as one
   * @returns {boolean} whether it was all right
   */
  add(
    name,
    { code, totals = { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 } },
  ) {
    const { passed, failed, skipped } = totals ?? { passed: 0, failed: 0, skipped: 0 }
    const unexplained = failed === 0 && (code !== 0 || passed === 0)
    const failures = failed + (unexplained ? 1 : 0)
    if (failures > 0) this.failed.push(name)
    this.#totals.passed += passed
    this.#totals.failed += failures
    this.#totals.skipped += skipped
    return failures === 0
  }

  /** The last line of `npm test`, for programs to read. */
  line() {
    const { passed, failed, skipped } = this.#totals
    return `tests: ${passed} passed, ${failed} failed, ${skipped} skipped`
  }
}
