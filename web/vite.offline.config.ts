import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import web from './vite.config.ts';

/**
 * The page of a recording that was taken along: one script and one style sheet, because a browser loads no modules from a folder.
 * `public/offline/index.html` is its document.
 */
export default defineConfig({
  plugins: [svelte()],
  publicDir: false,
  define: { 'process.env.NODE_ENV': JSON.stringify('production') },
  build: {
    target: web.build!.target,
    outDir: 'dist/offline',
    emptyOutDir: false,
    lib: {
      entry: 'src/offline.ts',
      formats: ['iife'],
      name: 'meridianOffline',
      fileName: () => 'page.js',
      cssFileName: 'page',
    },
  },
});
