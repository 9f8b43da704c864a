import { describe, expect, it } from 'vitest'
import { commandFolders } from '../../../../../src/main/connections/sign-in/command-places.ts'

describe('the folders in which commands are looked for', () => {
  it('are those of PATH first, then those that a desktop app does not see', () => {
    const folders = commandFolders({
      environment: { PATH: '/usr/bin::relative:/mine' },
      home: '/Users/ann',
      platform: 'darwin',
    })
    expect(folders.slice(0, 2)).toEqual(['/usr/bin', '/mine'])
    expect(folders).toEqual(
      expect.arrayContaining([
        '/opt/homebrew/bin',
        '/usr/local/bin',
        '/Users/ann/.local/bin',
        '/Users/ann/bin',
      ]),
    )
    expect(folders.filter((each) => each === '/usr/bin')).toHaveLength(1)
  })

  it('are on Windows those of the installers, under whatever case the variables have', () => {
    const folders = commandFolders({
      environment: {
        Path: 'C:\\Windows;"C:\\My Tools";.',
        ProgramFiles: 'C:\\Program Files',
        LOCALAPPDATA: 'C:\\Users\\ann\\AppData\\Local',
      },
      home: 'C:\\Users\\ann',
      platform: 'win32',
    })
    expect(folders.slice(0, 2)).toEqual(['C:\\Windows', 'C:\\My Tools'])
    expect(folders).toEqual(
      expect.arrayContaining([
        'C:\\Program Files\\Microsoft SDKs\\Azure\\CLI2\\wbin',
        'C:\\Users\\ann\\AppData\\Local\\Microsoft\\WinGet\\Links',
      ]),
    )
    expect(folders).not.toContain('.')
  })
})
