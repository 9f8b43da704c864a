import { posix, win32 } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  LocalNames,
  notebookExtension,
  safeName,
} from '../../../../../src/main/exports/download/names.ts'

const odd = fc.constantFrom(
  '..',
  '.',
  '',
  '...',
  'CON',
  'con.txt',
  'NUL',
  'nul .yml',
  'COM1',
  'lpt9.log',
  'COM¹',
  'a.',
  'a ',
  'C:',
  'C:\\x',
  '\\\\server\\share',
  '../../etc/passwd',
  '..\\..\\windows',
  '~',
  'a\0b',
  'x\u202egnp.exe',
  '_long',
  'ß',
  'SS',
  'é',
  'e\u0301',
  'Straße.yml',
  'STRASSE.YML',
  '🚀'.repeat(90),
  'ü'.repeat(180),
  `${'x'.repeat(300)}.yml`,
  `.${'y'.repeat(300)}`,
)
const name = fc.oneof(
  odd,
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: fc.constantFrom('a', 'A', '.', ' ', '/', '\\', ':', '1', 'ß'), maxLength: 8 }),
)
const path = fc.record({ parts: fc.array(name, { maxLength: 12 }), file: name })

const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?$/i

function expectUsable(part: string): void {
  expect(part).not.toMatch(/[<>:"/\\|?*\p{Cc}]/u)
  expect(part).not.toMatch(/[. ]$/)
  expect(part).not.toMatch(reserved)
  expect(part).not.toBe('')
  expect(Buffer.byteLength(part)).toBeLessThanOrEqual(255)
  expect(part.isWellFormed()).toBe(true)
}

describe('a name on this computer', () => {
  it('can be used on every file system, whatever the workspace calls it', () => {
    fc.assert(
      fc.property(name, (given) => {
        expectUsable(safeName(given))
      }),
      { numRuns: 3000 },
    )
  })

  it.each([
    ['config.yml', 'config.yml'],
    ['Configuração 🚀.yml', 'Configuração 🚀.yml'],
    ['.hidden', '.hidden'],
    ['a:b?.yml', 'a_b_.yml'],
    ['CON', '_CON'],
    ['aux.h', '_aux.h'],
    ['console.yml', 'console.yml'],
    ['ends with dot.', 'ends with dot_'],
    ['..', '__'],
    ['', '_'],
    ['../x', '.._x'],
  ])('of %j is %j', (given, expected) => {
    expect(safeName(given)).toBe(expected)
  })

  it('keeps the extension and tells long names apart', () => {
    const [one, other] = ['a', 'b'].map((end) => safeName(`${'x'.repeat(300)}${end}.yml`))
    expect(one).toMatch(/\.yml$/)
    expect(one).not.toBe(other)
  })
})

describe('places below the chosen folder', () => {
  it('never lead out of it, never collide in upper and lower case, and stay short', () => {
    fc.assert(
      fc.property(fc.array(path, { maxLength: 30 }), (paths) => {
        const names = new LocalNames()
        const places = paths.map(({ parts, file }) => names.file(parts, file))
        for (const place of places) {
          for (const part of place.split('/')) expectUsable(part)
          expect(posix.resolve('/root', place).startsWith('/root/')).toBe(true)
          expect(win32.resolve('C:\\root', place).startsWith('C:\\root\\')).toBe(true)
          expect(place.length).toBeLessThanOrEqual(210)
        }
        const folded = places.map((place) => place.normalize('NFC').toLowerCase())
        expect(new Set(folded).size).toBe(places.length)
      }),
      { numRuns: 1500 },
    )
  })

  it('put the files of one folder into one folder', () => {
    const names = new LocalNames()
    const deep = Array.from({ length: 30 }, (_, at) => `a quite long folder ${at}`)
    const [one = '', other = ''] = ['x.yml', 'y.yml'].map((file) => names.file(deep, file))
    expect(posix.dirname(one)).toBe(posix.dirname(other))
    expect(one).toMatch(
      /^_long\/[0-9a-f]{8}~a quite long folder 26\/(a quite long folder \d+\/){3}x\.yml$/,
    )
  })

  it('are the same for the same questions', () => {
    fc.assert(
      fc.property(fc.array(path, { maxLength: 12 }), (paths) => {
        const places = () => {
          const names = new LocalNames()
          return paths.map(({ parts, file }) => names.file(parts, file))
        }
        expect(places()).toEqual(places())
      }),
    )
  })

  it('leave what is reserved alone', () => {
    const names = new LocalNames()
    names.reserve('jobs/A.yml')
    expect(names.file(['jobs'], 'a.yml')).toBe('jobs/a (2).yml')
    expect(names.file(['jobs'], 'A.YML')).toBe('jobs/A (3).YML')
  })
})

describe('the extension of a notebook', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  it.each([
    ['py', '', '.py'],
    ['sql', '', '.sql'],
    ['R', '', '.r'],
    ['JUPYTER', '', '.ipynb'],
    [null, '# Databricks notebook source\n', '.py'],
    [null, '-- Databricks notebook source\n', '.sql'],
    [null, '// Databricks notebook source\n', '.scala'],
    [null, '{"cells": []}', '.ipynb'],
    ['exe', '# Databricks notebook source\n', '.py'],
  ])('told %j and beginning with %j is %j', (fileType, text, expected) => {
    expect(notebookExtension(fileType, bytes(text))).toBe(expected)
  })
})
