import { shallowRef } from 'vue'

/** Rows of a list that are dragged by their handles to another place. */
export function useDrag(drop: (from: number, to: number) => void) {
  const from = shallowRef<number | null>(null)
  const over = shallowRef<number | null>(null)

  function end(): void {
    from.value = null
    over.value = null
  }

  return {
    /** The row that is being dragged. */
    from,
    /** The row whose place it would take. */
    over,
    start(event: DragEvent, index: number): void {
      from.value = index
      const { dataTransfer } = event
      // An event that no pointer made has none.
      if (!dataTransfer) return
      dataTransfer.effectAllowed = 'move'
      dataTransfer.setData('text/plain', String(index))
      const row = (event.target as HTMLElement).closest('[data-row]')
      if (row) dataTransfer.setDragImage(row, 12, 16)
    },
    enter(event: DragEvent, index: number): void {
      if (from.value === null) return
      event.preventDefault()
      over.value = index
    },
    drop(index: number): void {
      const dragged = from.value
      end()
      if (dragged !== null && dragged !== index) drop(dragged, index)
    },
    end,
    /** Where the line that shows the new place is drawn. */
    mark: (index: number) =>
      over.value !== index || from.value === null || from.value === index
        ? ''
        : from.value < index
          ? 'drop-below'
          : 'drop-above',
  }
}
