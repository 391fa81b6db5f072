import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const server = process.env.MERIDIAN_URL ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [svelte()],
  build: {
    // What Svelte 5, `light-dark()` and Media Source Extensions with Opus need; older browsers cannot hold class.
    target: ['chrome123', 'firefox128', 'safari17.5'],
    // The Content-Security-Policy forbids `data:` scripts and fonts; images are the only files that may be inlined.
    assetsInlineLimit: 0,
    manifest: true,
  },
  server: {
    proxy: { '/api': { target: server, ws: true }, '/media': server },
  },
  test: {
    include: ['src/**/*.test.ts'],
    // Without the condition, Svelte's rune modules (`*.svelte.ts`) would load its server build.
    environment: 'node',
  },
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
});
