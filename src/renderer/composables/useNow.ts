import { onScopeDispose, readonly, shallowRef } from 'vue'
import type { Ref } from 'vue'

interface Ticker {
  readonly now: ReturnType<typeof shallowRef<number>>
  users: number
  timer: ReturnType<typeof setInterval> | undefined
}

const tickers = new Map<number, Ticker>()

/** The time in UTC ms, moving every `everyMs`. All users of the same step share one timer. */
export function useNow(everyMs: number): Readonly<Ref<number>> {
  const ticker = tickers.get(everyMs) ?? { now: shallowRef(Date.now()), users: 0, timer: undefined }
  tickers.set(everyMs, ticker)
  if (ticker.users === 0) {
    ticker.now.value = Date.now()
    ticker.timer = setInterval(() => (ticker.now.value = Date.now()), everyMs)
  }
  ticker.users += 1
  onScopeDispose(() => {
    ticker.users -= 1
    if (ticker.users === 0) clearInterval(ticker.timer)
  })
  return readonly(ticker.now) as Readonly<Ref<number>>
}
