import { createTheme, inputDark, modalDark, popoverDark, selectDark, switchDark } from 'naive-ui'
import { buttonDark, checkboxDark, dropdownDark, inputNumberDark, tabsDark } from 'naive-ui'
import { commonDark } from 'naive-ui'
import type { GlobalTheme, GlobalThemeOverrides } from 'naive-ui'
import type { ConnectionColor } from '../shared/connection.ts'

export type Appearance = 'light' | 'dark'

/**
 * Every colour of the app, by role. Text roles keep 4.5:1 on every ground they are used on and fills
 * 3:1 (WCAG 2.2, 1.4.3 and 1.4.11); tests/component/theme.test.ts holds the table.
 */
export interface Tokens {
  background: string
  surface: string
  rail: string
  border: string
  /** Outline of check boxes and the track of a switch that is off. */
  control: string
  hover: string
  /** The moving part of a switch. */
  knob: string
  text: string
  textSecond: string
  textThird: string
  primary: string
  primaryHover: string
  primaryPressed: string
  primarySoft: string
  onPrimary: string
  success: string
  successFill: string
  successSoft: string
  warning: string
  warningFill: string
  warningSoft: string
  error: string
  errorHover: string
  errorFill: string
  errorSoft: string
  onError: string
  info: string
  infoSoft: string
  /** Bars of runs that have neither succeeded nor failed. */
  neutralFill: string
  skeleton: string
  scrim: string
  shadowSmall: string
  shadowLarge: string
  /** Colour tags of connections, with letters on them; without a tag it is the primary colour. */
  tagRed: string
  tagOrange: string
  tagGreen: string
  tagBlue: string
  tagViolet: string
  onTag: string
  /** The picture side of the Welcome page, dark in both appearances. */
  heroFrom: string
  heroMiddle: string
  heroTo: string
  heroText: string
  heroTextSecond: string
}

const hero = {
  heroFrom: '#232248',
  heroMiddle: '#131428',
  heroTo: '#0F1016',
  heroText: '#FFFFFF',
  heroTextSecond: '#B4B6CE',
}

export const tokens: Record<Appearance, Tokens> = {
  light: {
    background: '#F7F8FA',
    surface: '#FFFFFF',
    rail: '#F0F1F5',
    border: '#E3E5EB',
    control: '#878E9D',
    hover: '#F4F5F8',
    knob: '#FFFFFF',
    text: '#16181D',
    textSecond: '#565D6B',
    textThird: '#636A78',
    primary: '#5B5BD6',
    primaryHover: '#5151CD',
    primaryPressed: '#4747BE',
    primarySoft: '#EDEDFB',
    onPrimary: '#FFFFFF',
    success: '#1B7A4D',
    successFill: '#2B9A66',
    successSoft: '#E6F5ED',
    warning: '#945A05',
    warningFill: '#B3700B',
    warningSoft: '#FCF1DD',
    error: '#C4252A',
    errorHover: '#AE1F24',
    errorFill: '#CE2C31',
    errorSoft: '#FDEBEC',
    onError: '#FFFFFF',
    info: '#0A69B3',
    infoSoft: '#E4F1FB',
    neutralFill: '#878E9D',
    skeleton: '#E9EBF0',
    scrim: 'rgba(22, 24, 29, 0.42)',
    shadowSmall: '0 1px 2px rgba(22, 24, 29, 0.05), 0 4px 14px rgba(22, 24, 29, 0.06)',
    shadowLarge: '0 2px 6px rgba(22, 24, 29, 0.06), 0 12px 40px rgba(22, 24, 29, 0.16)',
    tagRed: '#C4252A',
    tagOrange: '#B35309',
    tagGreen: '#1B7A4D',
    tagBlue: '#0A69B3',
    tagViolet: '#9A35B5',
    onTag: '#FFFFFF',
    ...hero,
  },
  dark: {
    background: '#101115',
    surface: '#17191F',
    rail: '#131419',
    border: '#272A33',
    control: '#6D7483',
    hover: '#1D2027',
    knob: '#FFFFFF',
    text: '#ECEDF1',
    textSecond: '#A5ABB8',
    textThird: '#8F96A5',
    primary: '#8B8BF7',
    primaryHover: '#9C9CF9',
    primaryPressed: '#7B7BEA',
    primarySoft: '#23233F',
    onPrimary: '#101115',
    success: '#4CC38A',
    successFill: '#4CC38A',
    successSoft: '#14281F',
    warning: '#F1B24A',
    warningFill: '#F1B24A',
    warningSoft: '#2D2413',
    error: '#FF7078',
    errorHover: '#FF8A90',
    errorFill: '#FF7078',
    errorSoft: '#331A1D',
    onError: '#101115',
    info: '#61B0F5',
    infoSoft: '#122536',
    neutralFill: '#6D7483',
    skeleton: '#22252D',
    scrim: 'rgba(4, 5, 8, 0.6)',
    shadowSmall: '0 1px 2px rgba(0, 0, 0, 0.3), 0 4px 14px rgba(0, 0, 0, 0.25)',
    shadowLarge: '0 2px 6px rgba(0, 0, 0, 0.35), 0 12px 40px rgba(0, 0, 0, 0.5)',
    tagRed: '#FF7078',
    tagOrange: '#F5A15B',
    tagGreen: '#4CC38A',
    tagBlue: '#61B0F5',
    tagViolet: '#D38CEB',
    onTag: '#101115',
    ...hero,
  },
}

/** The colour of a connection's tag, and of what stands on it, as CSS values. */
export function tagColors(color: ConnectionColor): { fill: string; front: string } {
  if (color === 'none') return { fill: 'var(--primary)', front: 'var(--on-primary)' }
  return { fill: `var(--tag-${color})`, front: 'var(--on-tag)' }
}

const fonts = {
  text: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  mono: "'JetBrains Mono Variable', ui-monospace, 'Cascadia Code', Menlo, monospace",
}

/** The tokens as CSS custom properties: `textSecond` is `var(--text-second)`. */
export function cssVariables(appearance: Appearance): Record<string, string> {
  const variables: Record<string, string> = { '--font': fonts.text, '--font-mono': fonts.mono }
  for (const [name, value] of Object.entries(tokens[appearance])) {
    variables[`--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`] = value
  }
  return variables
}

/** Sets the CSS variables and the browser's own colour scheme on the page. */
export function applyAppearance(appearance: Appearance, root: HTMLElement): void {
  for (const [name, value] of Object.entries(cssVariables(appearance))) {
    root.style.setProperty(name, value)
  }
  root.style.colorScheme = appearance
  root.dataset.appearance = appearance
}

/** naive-ui's dark parts for the components in use; naming all of them would load all of them. */
const naiveDark: GlobalTheme = createTheme([
  buttonDark,
  checkboxDark,
  dropdownDark,
  inputDark,
  inputNumberDark,
  modalDark,
  popoverDark,
  selectDark,
  switchDark,
  tabsDark,
])
naiveDark.common = commonDark

export function naiveTheme(appearance: Appearance): GlobalTheme | null {
  return appearance === 'dark' ? naiveDark : null
}

export function naiveOverrides(appearance: Appearance): GlobalThemeOverrides {
  const t = tokens[appearance]
  return {
    common: {
      fontFamily: fonts.text,
      fontFamilyMono: fonts.mono,
      fontSize: '13px',
      fontSizeTiny: '12px',
      fontSizeSmall: '12.5px',
      fontSizeMedium: '13px',
      fontSizeLarge: '13px',
      fontWeightStrong: '600',
      lineHeight: '20px',
      heightTiny: '22px',
      heightSmall: '28px',
      heightMedium: '30px',
      heightLarge: '34px',
      borderRadius: '6px',
      borderRadiusSmall: '4px',
      cubicBezierEaseInOut: 'cubic-bezier(0, 0, 0.2, 1)',
      cubicBezierEaseOut: 'cubic-bezier(0, 0, 0.2, 1)',
      primaryColor: t.primary,
      primaryColorHover: t.primaryHover,
      primaryColorPressed: t.primaryPressed,
      primaryColorSuppl: t.primary,
      errorColor: t.error,
      errorColorHover: t.errorHover,
      errorColorPressed: t.errorHover,
      errorColorSuppl: t.error,
      warningColor: t.warning,
      successColor: t.success,
      infoColor: t.info,
      baseColor: appearance === 'dark' ? t.onPrimary : t.surface,
      textColorBase: t.text,
      textColor1: t.text,
      textColor2: t.text,
      textColor3: t.textSecond,
      placeholderColor: t.textThird,
      iconColor: t.textThird,
      borderColor: t.border,
      dividerColor: t.border,
      bodyColor: t.background,
      cardColor: t.surface,
      modalColor: t.surface,
      popoverColor: t.surface,
      inputColor: t.surface,
      inputColorDisabled: t.rail,
      actionColor: t.rail,
      hoverColor: t.hover,
      railColor: t.control,
      boxShadow1: t.shadowSmall,
      boxShadow2: t.shadowLarge,
      boxShadow3: t.shadowLarge,
    },
    Button: {
      fontWeight: '600',
      fontWeightStrong: '600',
      paddingSmall: '0 10px',
      paddingMedium: '0 12px',
      color: t.surface,
      colorHover: t.hover,
      colorPressed: t.hover,
      colorFocus: t.surface,
      textColorPrimary: t.onPrimary,
      textColorHoverPrimary: t.onPrimary,
      textColorPressedPrimary: t.onPrimary,
      textColorFocusPrimary: t.onPrimary,
      textColorDisabledPrimary: t.onPrimary,
      textColorError: t.onError,
      textColorHoverError: t.onError,
      textColorPressedError: t.onError,
      textColorFocusError: t.onError,
      textColorHover: t.text,
      textColorPressed: t.text,
      textColorFocus: t.text,
      borderHover: `1px solid ${t.control}`,
      borderPressed: `1px solid ${t.control}`,
      borderFocus: `1px solid ${t.border}`,
      rippleDuration: '0s',
      iconSizeSmall: '14px',
      iconSizeMedium: '15px',
    },
    Input: {
      border: `1px solid ${t.border}`,
      borderHover: `1px solid ${t.control}`,
      borderFocus: `1px solid ${t.primary}`,
      borderError: `1px solid ${t.error}`,
      borderHoverError: `1px solid ${t.error}`,
      color: t.surface,
      colorFocus: t.surface,
      boxShadowFocus: `0 0 0 2px ${t.primarySoft}`,
    },
    Switch: {
      railColor: t.control,
      buttonColor: t.surface,
      boxShadowFocus: `0 0 0 2px ${t.primarySoft}`,
      railHeightSmall: '16px',
      railWidthSmall: '28px',
      buttonHeightSmall: '12px',
      buttonWidthSmall: '12px',
      buttonWidthPressedSmall: '14px',
    },
    Popover: { padding: '0', borderRadius: '8px' },
    Modal: { color: t.surface },
    Dropdown: { padding: '4px', borderRadius: '8px', optionHeightMedium: '30px' },
    Select: {
      peers: {
        InternalSelection: { heightMedium: '30px', color: t.surface, colorActive: t.surface },
      },
    },
  }
}
