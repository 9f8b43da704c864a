import { useEventListener, useResizeObserver } from '@vueuse/core'
import { computed, onMounted, shallowRef } from 'vue'
import type { Ref } from 'vue'
import type { RowRange } from './useRowKeys.ts'

export const rowHeight = 38
const headHeight = 32
/** Rows drawn above and below the visible ones, so that scrolling never shows a gap. */
export const around = 10
/** Rows come and go by this many at once, not one by one. */
const step = 6
const stepDown = (index: number) => Math.floor(index / step) * step

/**
 * Which rows of a long list are in the document: those near the visible ones, so that 100,000 rows
 * cost as much as 50. Rows are counted over the whole list; `bounds` is the part that scrolls.
 */
export function useListWindow(scroller: Readonly<Ref<HTMLElement | null>>, bounds: () => RowRange) {
  const top = shallowRef(0)
  const margin = shallowRef(0)
  const hurried = shallowRef(false)
  // Told with the first frame. To ask for it before would make the browser lay the page out twice.
  const height = shallowRef(0)
  useResizeObserver(scroller, ([entry]) => {
    if (entry) height.value = entry.contentRect.height
  })
  useEventListener(
    scroller,
    'scroll',
    () => {
      top.value = scroller.value?.scrollTop ?? 0
    },
    { passive: true },
  )

  // Numbers, so that a scroll event within one row changes nothing that follows.
  const first = computed(() => {
    const { from, to } = bounds()
    return Math.min(to, from + Math.floor(top.value / rowHeight))
  })
  const end = computed(() => {
    const { from, to } = bounds()
    const bottom = top.value + (height.value || window.innerHeight) - headHeight
    return Math.min(to, from + Math.ceil(bottom / rowHeight))
  })
  const visible = computed<RowRange>(() => ({ from: first.value, to: end.value }))

  const drawnFirst = computed(() => Math.max(bounds().from, stepDown(first.value - margin.value)))
  const drawnEnd = computed(() => Math.min(bounds().to, stepDown(end.value + margin.value) + step))
  const drawn = computed(() => ({
    indices: Array.from(
      { length: Math.max(0, drawnEnd.value - drawnFirst.value) },
      (_, at) => drawnFirst.value + at,
    ),
    /** Room for what is not drawn, in pixels. */
    above: (drawnFirst.value - bounds().from) * rowHeight,
    below: Math.max(0, bounds().to - drawnEnd.value) * rowHeight,
  }))

  function scrollTo(pixels: number): void {
    const box = scroller.value
    // To ask for the place of a changed page makes the browser lay it out.
    if (box === null || (pixels === 0 && top.value === 0)) return
    box.scrollTop = pixels
    top.value = box.scrollTop
  }

  /** Runs when the frame that is due next has been drawn. */
  function afterFrame(action: () => void): void {
    requestAnimationFrame(() => setTimeout(action))
  }

  /** Other rows come: until the next frame is drawn, only those that can be seen need to be right. */
  function hurry(): void {
    hurried.value = true
    afterFrame(() => (hurried.value = false))
  }

  // The first rows are drawn alone, those around them a moment later.
  onMounted(() => afterFrame(() => (margin.value = around)))

  return {
    top,
    visible,
    hurry,
    /** Rows that cannot be seen may be as they were before. */
    hurried,
    drawn,
    scrollTo,
    scrollByRows: (rows: number) => scrollTo(top.value + rows * rowHeight),
    scrollToRow: (index: number) => scrollTo((index - bounds().from) * rowHeight),
    /** Scrolls as little as shows the whole row. */
    reveal(index: number): void {
      const box = scroller.value
      if (box === null) return
      const above = (index - bounds().from) * rowHeight
      const lowest = above + headHeight + rowHeight - box.clientHeight
      if (above < box.scrollTop) scrollTo(above)
      else if (lowest > box.scrollTop) scrollTo(lowest)
    },
  }
}
