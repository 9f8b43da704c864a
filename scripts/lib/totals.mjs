/** @typedef {{ passed: number, failed: number, skipped: number }} Totals */

/** @returns {Totals | null} */
export function vitestTotals(report) {
  if (report === null) return null
  const failedSuites = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + failedSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/** @returns {Totals | null} */
export function playwrightTotals(report) {
  if (report === null) return null
  const { expected, unexpected, flaky, skipped } = report.stats
  return { passed: expected + flaky, failed: unexpected, skipped }
}

/**
 * A suite without a report, without a test, or that failed as a process although no test of it did,
 * has failed.
 * @returns {Totals}
 */
export function checkTotals(totals, exitCode) {
  if (totals === null) return { passed: 0, failed: 1, skipped: 0 }
  const nothingRan = totals.passed + totals.failed === 0
  const failedOtherwise = exitCode !== 0 && totals.failed === 0
  return nothingRan || failedOtherwise ? { ...totals, failed: totals.failed + 1 } : totals
}

/** @returns {Totals} */
export function addTotals(one, other) {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  }
}

export function totalsLine({ passed, failed, skipped }) {
  return `tests: ${passed} passed, ${failed} failed, ${skipped} skipped`
}
