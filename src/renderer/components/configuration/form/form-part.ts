import { ref } from 'vue'

export type FormPart = 'general' | 'workflow' | 'pipeline' | 'rules' | 'others'

/** The part of the form on screen; kept while other views and pages are shown. */
export const formPart = ref<FormPart>('general')
