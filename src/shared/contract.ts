import { z } from 'zod'

/** One call of the contract: what goes in, what comes out, and a sentence for the reference. */
export interface Call<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly about: string
  readonly input: Input
  readonly output: Output
}

export type Calls = Readonly<Record<string, Readonly<Record<string, Call>>>>
export type Events = Readonly<
  Record<string, { readonly about: string; readonly payload: z.ZodType }>
>

/** A call that needs no input takes exactly nothing (`undefined`). */
export const nothing = z.undefined()

export function call<Input extends z.ZodType, Output extends z.ZodType>(
  about: string,
  input: Input,
  output: Output,
): Call<Input, Output> {
  return { about, input, output }
}

export function event<Payload extends z.ZodType>(
  about: string,
  payload: Payload,
): { readonly about: string; readonly payload: Payload } {
  return { about, payload }
}

/** Arguments of a call as the caller writes them: none when the input is `nothing`. */
export type CallArguments<C extends Call> =
  undefined extends z.input<C['input']> ? [] : [input: z.input<C['input']>]

/** What the bridge offers for a set of calls: `client.exports.start(input)`. */
export type Client<C extends Calls> = {
  readonly [Group in keyof C]: {
    readonly [Name in keyof C[Group]]: (
      ...input: CallArguments<C[Group][Name]>
    ) => Promise<z.output<C[Group][Name]['output']>>
  }
}

/** The main-side table: one handler for each call; the compiler refuses an incomplete one. */
export type Handlers<C extends Calls> = {
  readonly [Group in keyof C]: {
    readonly [Name in keyof C[Group]]: (
      input: z.output<C[Group][Name]['input']>,
    ) => z.input<C[Group][Name]['output']> | Promise<z.input<C[Group][Name]['output']>>
  }
}

export type EventPayload<E extends Events, Name extends keyof E> = z.output<E[Name]['payload']>

/** Names of all calls by group, for code that must not carry the schemas (the preload bridge). */
export function callNames(calls: Calls): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(calls).map(([group, members]) => [group, Object.keys(members)]),
  )
}
