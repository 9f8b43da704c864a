import { AppError } from '../../shared/errors.ts'

/**
 * The gateway's two doors for job, run and object ids. Databricks' ids are int64 and come as JSON
 * numbers; a JavaScript number holds integers exactly up to 2^53 - 1 only. The app keeps ids as
 * strings of digits and refuses what a number would distort, so no other object is ever touched.
 */

const digits = /^(0|[1-9]\d{0,18})$/

/**
 * An id of the app as the number Databricks wants. `what` names the thing in words ("job").
 * Errors: `bad-input` when it is not a whole number, `id-not-exact` when a number cannot hold it.
 */
export function toNumber(id: string, what: string): number {
  if (!digits.test(id)) {
    throw new AppError('bad-input', `This is not a ${what} id: it must be a whole number.`, {
      suggestion: `Copy the ${what} id from its page in Databricks.`,
    })
  }
  const number = Number(id)
  if (!Number.isSafeInteger(number)) throw notExact(what)
  return number
}

/**
 * An id from Databricks as the app keeps it. Errors: `id-not-exact` when parsing has already rounded
 * it, `bad-response` when there is none.
 */
export function fromNumber(value: unknown, what: string): string {
  if (typeof value === 'string' && digits.test(value)) return value
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw new AppError(
      'bad-response',
      `Databricks answered with a ${what} that has no usable id.`,
      {
        suggestion:
          'Try again. If it happens again, report it with the log from the Activity page.',
      },
    )
  }
  if (!Number.isSafeInteger(value)) throw notExact(what)
  return String(value)
}

/**
 * An id that becomes part of a path, as it is. Errors: `bad-input` when it is none, so that nothing
 * else gets into the path.
 */
export function toPathId(id: string, what: string): string {
  if (/^[\w-]{1,64}$/.test(id)) return id
  throw new AppError('bad-input', `This is not a ${what} id.`, {
    suggestion: `Copy the ${what} id from its page in Databricks.`,
  })
}

function notExact(what: string): AppError {
  return new AppError(
    'id-not-exact',
    `This ${what} has an id too large to handle exactly, so the app does not touch it.`,
    {
      suggestion: `Ids above ${Number.MAX_SAFE_INTEGER} are not supported; work with this ${what} in Databricks.`,
    },
  )
}
