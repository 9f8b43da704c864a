import { defineStore } from 'pinia'
import { onBeforeUnmount, onMounted, shallowRef, watch } from 'vue'
import type { ConfigurationPreview, SectionChange } from '../../shared/configuration-preview.ts'
import { AppError } from '../../shared/errors.ts'
import { desktop } from '../desktop.ts'
import { useConfiguration } from './configuration.ts'

/** Changes that name their place by a key mean the same in another draft; positions do not. */
const byKey: readonly SectionChange['type'][] = ['set', 'rename', 'unset', 'add-rule']

/** What config.yml says section by section, read again with every change of its draft while shown. */
export const useForm = defineStore('form', () => {
  const configuration = useConfiguration()
  const preview = shallowRef<ConfigurationPreview | null>(null)
  /** As it was before it became invalid YAML, so that the form does not go blank while typing. */
  const readable = shallowRef<ConfigurationPreview | null>(null)
  const error = shallowRef<AppError | null>(null)
  let users = 0
  let asked = 0
  let queue: Promise<unknown> = Promise.resolve()

  async function load(): Promise<void> {
    asked += 1
    const question = asked
    const main = configuration.document('main')
    if (configuration.state?.connectionId == null || main?.status === 'missing') {
      preview.value = readable.value = null
      return
    }
    try {
      const answer = await desktop.form.preview()
      if (question !== asked) return
      preview.value = answer
      if (answer.syntaxError === null) readable.value = answer
      error.value = null
    } catch (thrown) {
      if (question !== asked) return
      const failure = AppError.from(thrown)
      // Said by the document's own state.
      error.value = failure.code === 'not-ready' ? null : failure
    }
  }

  watch(
    () => {
      const main = configuration.document('main')
      return [configuration.state?.connectionId, main?.path, main?.status, main?.revision].join(
        '\n',
      )
    },
    (now, before) => {
      const place = (key: string | undefined): string | undefined =>
        key?.split('\n').slice(0, 2).join('\n')
      if (place(now) !== place(before)) preview.value = readable.value = null
      if (users > 0) void load()
    },
  )

  async function send(change: SectionChange, revision: number): Promise<void> {
    try {
      await desktop.form.change({ revision, change })
    } catch (thrown) {
      const failure = AppError.from(thrown)
      if (failure.code !== 'conflict') throw failure
      await load()
      const now = preview.value
      if (!byKey.includes(change.type) || now === null) throw failure
      await desktop.form.change({ revision: now.revision, change })
    }
  }

  return {
    preview,
    readable,
    error,
    load,
    /**
     * Changes one place of config.yml; changes follow each other. `revision` is that of the rows on
     * screen that a position is from. Throws what main answers.
     */
    change(change: SectionChange, revision = preview.value?.revision ?? 0): Promise<void> {
      const done = queue.then(() =>
        send(
          change,
          byKey.includes(change.type) ? (preview.value?.revision ?? revision) : revision,
        ),
      )
      queue = done.catch(() => undefined)
      return done
    },
    /** Keeps what is known up to date while the component that calls this is on screen. */
    attach(): void {
      onMounted(() => {
        users += 1
        void load()
      })
      onBeforeUnmount(() => (users -= 1))
    },
  }
})
