import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { callNames } from './src/shared/contract.ts'
import { calls, events } from './src/shared/ipc.ts'

// The oldest Electron the app must run on is 33: Node 20.18 and Chromium 130.
const nodeTarget = 'node20.18'
const pageTarget = 'chrome130'

const startGroups = [
  { name: 'vue', test: /node_modules\/(@vue|vue|pinia|vue-router|@vueuse)\// },
  {
    name: 'common',
    test: /src\/(shared|renderer\/(stores|composables|components\/(common|shell)|[\w-]+\.ts))|node_modules\/@lucide\//,
  },
]

export default defineConfig({
  main: {
    build: {
      target: nodeTarget,
      rollupOptions: {
        input: {
          index: resolve('src/main/index.ts'),
          'catalog-worker': resolve('src/main/catalog/worker.ts'),
          'demo-worker': resolve('src/main/demo/worker.ts'),
          'rules-worker': resolve('src/main/configuration/replacement/worker.ts'),
        },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
        },
      },
    },
  },
  preload: {
    define: {
      __CALL_NAMES__: JSON.stringify(callNames(calls)),
      __EVENT_NAMES__: JSON.stringify(Object.keys(events)),
    },
    build: {
      target: nodeTarget,
      externalizeDeps: false,
      rollupOptions: {
        input: { index: resolve('src/preload/index.ts') },
        // A sandboxed preload script must be CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve('src/renderer'),
    plugins: [vue()],
    build: {
      target: pageTarget,
      // Inlined fonts and images would need `data:` in the content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      minify: true,
      rollupOptions: {
        input: { index: resolve('src/renderer/index.html') },
        // What every page needs in few files: each request costs time on the way to the first page.
        output: { codeSplitting: { groups: startGroups } },
      },
    },
  },
})
