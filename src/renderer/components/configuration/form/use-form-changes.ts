import type { SectionChange } from '../../../../shared/configuration-preview.ts'
import { useAnnounce } from '../../../composables/useAnnounce.ts'
import { useToast } from '../../../composables/useToast.ts'
import { useConfiguration } from '../../../stores/configuration.ts'
import { useForm } from '../../../stores/form.ts'

/** Edits of a form: said when they fail, taken back with one click where something goes. */
export function useFormChanges() {
  const configuration = useConfiguration()
  const form = useForm()
  const toast = useToast()
  const { announce } = useAnnounce()

  /** Right after a step, which a click takes back as long as it is the last one. */
  function offerUndo(words: string): void {
    const step = configuration.document('main')?.revision
    const run = (): void => {
      if (configuration.document('main')?.revision === step) {
        void toast.attempt(() => configuration.undo('main'))
      } else toast.info('The file has changed since, so this cannot be taken back by itself.')
    }
    toast.success(words, { label: 'Undo', run })
  }

  /** Whether the change went through. */
  async function change(change: SectionChange, revision?: number): Promise<boolean> {
    return await toast.attempt(() => form.change(change, revision))
  }

  return {
    change,
    offerUndo,
    /** Takes something out, and offers to take that back. */
    async remove(
      what: Extract<SectionChange, { type: 'unset' | 'remove' }>,
      words: string,
      revision?: number,
    ): Promise<void> {
      if (await change(what, revision)) offerUndo(`Removed ${words}`)
    },
    async move(
      section: Extract<SectionChange, { type: 'move' }>['section'],
      from: number,
      to: number,
      revision?: number,
    ): Promise<boolean> {
      if (from === to) return false
      const done = await change({ type: 'move', section, from, to }, revision)
      if (done) announce(`Moved to position ${to + 1}`)
      return done
    },
  }
}
