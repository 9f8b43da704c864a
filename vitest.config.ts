import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // All cores: one less, as is usual, would be one of the two that a small machine has.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: { name: 'node', include: ['tests/{unit,faults}/**/*.test.ts'], pool: 'forks' },
      },
      {
        extends: true,
        plugins: [vue()],
        test: {
          name: 'component',
          include: ['tests/component/**/*.test.ts'],
          environment: 'happy-dom',
        },
      },
    ],
  },
})
