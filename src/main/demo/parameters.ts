import type { Context } from 'hono'
import { ApiError, invalidParameter } from './api-errors.ts'

/** A request's parameters, read and checked the way Databricks does. */
export type Parameters = Record<string, unknown>

/** The JSON object of a request body. */
export async function bodyOf(context: Context): Promise<Parameters> {
  const text = await context.req.text()
  let value: unknown
  try {
    value = text === '' ? {} : JSON.parse(text)
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : ''
    throw new ApiError(400, 'MALFORMED_REQUEST', `Could not parse request object: ${reason}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ApiError(
      400,
      'MALFORMED_REQUEST',
      'Could not parse request object: expected an object.',
    )
  }
  return { ...value }
}

export function textIn(parameters: Parameters, name: string): string | null {
  const value = parameters[name]
  if (value === undefined || value === null || value === '') return null
  if (typeof value !== 'string') throw invalidParameter(`${name} must be a string.`)
  return value
}

export function requiredText(parameters: Parameters, name: string): string {
  const value = textIn(parameters, name)
  if (value === null) throw invalidParameter(`Missing required field: ${name}`)
  return value
}

/** A whole number, sent as a number or as digits (int64 is both in Databricks' JSON). */
export function wholeIn(parameters: Parameters, name: string): number | null {
  const value = parameters[name]
  if (value === undefined || value === null || value === '') return null
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number)) {
    throw invalidParameter(`Invalid value for ${name}: ${JSON.stringify(value)} is not an integer.`)
  }
  return number
}

export function requiredWhole(parameters: Parameters, name: string): number {
  const value = wholeIn(parameters, name)
  if (value === null) throw invalidParameter(`Missing required field: ${name}`)
  return value
}

export function flagIn(parameters: Parameters, name: string): boolean {
  const value = parameters[name]
  return value === true || value === 'true'
}

/** A page size within the limits of a call. */
export function limitIn(
  parameters: Parameters,
  name: string,
  limits: { usual: number; most: number },
): number {
  const value = wholeIn(parameters, name) ?? limits.usual
  if (value < 1 || value > limits.most) {
    throw invalidParameter(
      `Invalid value for ${name}: ${value}. It must be between 1 and ${limits.most}.`,
    )
  }
  return value
}

/** A page token: opaque to clients, and good only for the list and filter it was made for. */
export function pageTokenOf(list: string, position: string): string {
  return Buffer.from(JSON.stringify([list, position])).toString('base64url')
}

/** The position in a page token; null without a token. Refuses a token of something else. */
export function positionIn(parameters: Parameters, list: string): string | null {
  const token = textIn(parameters, 'page_token')
  if (token === null) return null
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
    if (Array.isArray(value) && value[0] === list && typeof value[1] === 'string') return value[1]
  } catch {
    // Not one of ours: refused below like any other foreign token.
  }
  throw invalidParameter('Invalid page token.')
}

/** The offset in a page token of a list that is counted from 0. */
export function offsetIn(parameters: Parameters, list: string): number {
  const position = positionIn(parameters, list)
  if (position === null) return 0
  if (!/^\d{1,9}$/.test(position)) throw invalidParameter('Invalid page token.')
  return Number(position)
}
