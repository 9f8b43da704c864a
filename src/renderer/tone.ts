/** What a state means to the user; each has a text colour and a soft ground. */
export type Tone = 'neutral' | 'primary' | 'success' | 'warning' | 'error' | 'info'
