import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StateSource } from '../../../../src/main/databricks/run-states.ts'
import { readRunState, readTaskState } from '../../../../src/main/databricks/run-states.ts'

/** States as they come; also with values that the SDK's types do not know. */
const source = (state?: object, status?: object) => ({ state, status }) as StateSource

describe('the life cycle of a run', () => {
  it.each([
    ['QUEUED', 'queued'],
    ['BLOCKED', 'blocked'],
    ['WAITING_FOR_RETRY', 'retrying'],
    ['PENDING', 'pending'],
    ['RUNNING', 'running'],
    ['TERMINATING', 'terminating'],
    ['SOMETHING_NEW', 'unknown'],
  ])('%s in `state` is %s', (code, lifeCycle) => {
    const reading = readRunState(source({ life_cycle_state: code }))
    expect(reading).toMatchObject({ lifeCycle, result: null, resultCode: '' })
  })

  it.each([
    ['QUEUED', 'queued'],
    ['WAITING', 'delayed'],
    ['PENDING', 'pending'],
    ['RUNNING', 'running'],
    ['TERMINATING', 'terminating'],
    ['SOMETHING_NEW', 'unknown'],
  ])('%s in `status` is %s', (code, lifeCycle) => {
    expect(readRunState(source(undefined, { state: code })).lifeCycle).toBe(lifeCycle)
  })

  it('is read from `status` when `state` has a value not known yet', () => {
    const both = source({ life_cycle_state: 'SOMETHING_NEW' }, { state: 'RUNNING' })
    expect(readRunState(both).lifeCycle).toBe('running')
  })

  it('is unknown when nothing is said', () => {
    expect(readRunState({}).lifeCycle).toBe('unknown')
  })
})

describe('the result of a run', () => {
  it.each([
    ['SUCCESS', 'succeeded'],
    ['SUCCESS_WITH_FAILURES', 'succeeded-with-failures'],
    ['FAILED', 'failed'],
    ['TIMEDOUT', 'timed-out'],
    ['CANCELED', 'canceled'],
    ['EXCLUDED', 'other'],
    ['UPSTREAM_FAILED', 'other'],
    ['MAXIMUM_CONCURRENT_RUNS_REACHED', 'other'],
    ['SOMETHING_NEW', 'other'],
  ])('%s in `state` is %s', (code, result) => {
    const state = { life_cycle_state: 'TERMINATED', result_state: code, state_message: 'Words' }
    expect(readRunState(source(state))).toEqual({
      lifeCycle: 'terminated',
      result,
      resultCode: code,
      message: 'Words',
    })
  })

  it.each([
    ['SUCCESS', 'SUCCESS', 'succeeded'],
    ['USER_CANCELED', 'SUCCESS', 'canceled'],
    ['RUN_EXECUTION_ERROR', 'CLIENT_ERROR', 'failed'],
    ['SOMETHING_NEW', 'CLOUD_FAILURE', 'failed'],
    ['SOMETHING_NEW', 'SUCCESS', 'succeeded'],
    ['SOMETHING_NEW', 'NEW_TYPE', 'other'],
    ['SKIPPED', 'SUCCESS', 'skipped'],
    ['MAX_CONCURRENT_RUNS_EXCEEDED', 'CLIENT_ERROR', 'other'],
  ])('%s of type %s in `status` is %s', (code, type, result) => {
    const termination_details = { code, type, message: 'Words' }
    const reading = readRunState(source(undefined, { state: 'TERMINATED', termination_details }))
    expect(reading).toMatchObject({ result, resultCode: code, message: 'Words' })
  })

  it('of both forms is the older one, with the newer code', () => {
    const state = { life_cycle_state: 'TERMINATED', result_state: 'TIMEDOUT' }
    const status = {
      state: 'TERMINATED',
      termination_details: { code: 'CANCELED', type: 'SUCCESS' },
    }
    const reading = readRunState(source(state, status))
    expect(reading).toMatchObject({ result: 'timed-out', resultCode: 'CANCELED' })
  })

  it.each([
    ['SKIPPED', 'skipped'],
    ['INTERNAL_ERROR', 'failed'],
  ])('is in the life cycle itself for %s', (code, result) => {
    const reading = readRunState(source({ life_cycle_state: code }))
    expect(reading).toMatchObject({ lifeCycle: 'terminated', result, resultCode: code })
  })

  it('is there for every run that has ended, and for no other, whatever the codes are', () => {
    const code = fc.oneof(
      fc.constantFrom('TERMINATED', 'RUNNING', 'SUCCESS', 'SKIPPED', 'toString', ''),
      fc.anything(),
    )
    fc.assert(
      fc.property(code, code, code, code, (a, b, c, d) => {
        const reading = readRunState(
          source(
            { life_cycle_state: a, result_state: b },
            { state: c, termination_details: { code: d, type: a } },
          ),
        )
        expect(reading.result === null).toBe(reading.lifeCycle !== 'terminated')
      }),
    )
  })
})

describe('the state of a task', () => {
  it.each([
    ['QUEUED', undefined, 'waiting'],
    ['BLOCKED', undefined, 'waiting'],
    ['RUNNING', undefined, 'running'],
    ['TERMINATED', 'SUCCESS', 'succeeded'],
    ['TERMINATED', 'FAILED', 'failed'],
    ['TERMINATED', 'TIMEDOUT', 'failed'],
    ['TERMINATED', 'CANCELED', 'canceled'],
    ['TERMINATED', 'UPSTREAM_FAILED', 'skipped'],
    ['TERMINATED', 'EVICTED', 'canceled'],
    ['SKIPPED', undefined, 'skipped'],
    ['INTERNAL_ERROR', undefined, 'failed'],
  ])('%s %s is %s', (life_cycle_state, result_state, state) => {
    expect(readTaskState(source({ life_cycle_state, result_state }))).toBe(state)
  })
})
