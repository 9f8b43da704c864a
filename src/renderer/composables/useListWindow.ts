import { useElementSize, useEventListener } from '@vueuse/core'
import { computed, shallowRef } from 'vue'
import type { Ref } from 'vue'
import type { RowRange } from './useRowKeys.ts'

const rowHeight = 38
const headHeight = 32
/** Rows drawn above and below the visible ones, so that scrolling never shows a gap. */
const around = 10

/**
 * Which rows of a long list are in the document: those near the visible ones, so that 100,000 rows
 * cost as much as 50. Rows are counted over the whole list; `bounds` is the part that scrolls.
 */
export function useListWindow(scroller: Readonly<Ref<HTMLElement | null>>, bounds: () => RowRange) {
  const top = shallowRef(0)
  const { height } = useElementSize(scroller)
  useEventListener(
    scroller,
    'scroll',
    () => {
      top.value = scroller.value?.scrollTop ?? 0
    },
    { passive: true },
  )

  const visible = computed<RowRange>(() => {
    const { from, to } = bounds()
    const bottom = top.value + (height.value || window.innerHeight) - headHeight
    return {
      from: Math.min(to, from + Math.floor(top.value / rowHeight)),
      to: Math.min(to, from + Math.ceil(bottom / rowHeight)),
    }
  })

  const drawn = computed(() => {
    const { from, to } = bounds()
    const first = Math.max(from, visible.value.from - around)
    const end = Math.min(to, visible.value.to + around)
    return {
      indices: Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at),
      /** Room for what is not drawn, in pixels. */
      above: (first - from) * rowHeight,
      below: Math.max(0, to - end) * rowHeight,
    }
  })

  function scrollTo(pixels: number): void {
    const box = scroller.value
    if (box === null) return
    box.scrollTop = pixels
    top.value = box.scrollTop
  }

  return {
    top,
    visible,
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
