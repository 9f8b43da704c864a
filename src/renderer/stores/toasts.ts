import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { AppError } from '../../shared/errors.ts'

export interface ToastAction {
  label: string
  run: () => void
}

export interface Toast {
  id: number
  tone: 'success' | 'info' | 'error'
  text: string
  suggestion: string
  action: ToastAction | null
}

const stayMs = 6000
const most = 4

/** Short messages at the edge of the window. Errors stay until they are closed. */
export const useToasts = defineStore('toasts', () => {
  const list = shallowRef<readonly Toast[]>([])
  let last = 0

  function close(id: number): void {
    list.value = list.value.filter((toast) => toast.id !== id)
  }

  function add(toast: Omit<Toast, 'id'>): void {
    last += 1
    const id = last
    const others = list.value.filter((other) => other.text !== toast.text)
    list.value = [...others, { ...toast, id }].slice(-most)
    if (toast.tone !== 'error') setTimeout(() => close(id), stayMs)
  }

  return {
    list,
    close,
    /** A message of whatever tone; `suggestion` are further words. */
    tell: (
      tone: Toast['tone'],
      text: string,
      suggestion: string,
      action: ToastAction | null = null,
    ) => add({ tone, text, suggestion, action }),
    success: (text: string, action: ToastAction | null = null) =>
      add({ tone: 'success', text, suggestion: '', action }),
    info: (text: string, action: ToastAction | null = null) =>
      add({ tone: 'info', text, suggestion: '', action }),
    error(thrown: unknown, action: ToastAction | null = null) {
      const { message, suggestion } = AppError.from(thrown)
      add({ tone: 'error', text: message, suggestion, action })
    },
  }
})
