// Adds up, gzipped, the JavaScript that the first page needs before it can be used, and fails over the budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_BYTES = 120_000;
const dist = new URL('../dist/', import.meta.url);

/** @type {Record<string, { file: string, isEntry?: boolean, imports?: string[] }>} */
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

/** @type {Set<string>} */
const initial = new Set();
/** @param {string} key */
function add(key) {
  const chunk = manifest[key];
  if (!chunk || initial.has(chunk.file)) return;
  initial.add(chunk.file);
  chunk.imports?.forEach(add);
}
for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) add(key);

let total = 0;
for (const file of initial) {
  const bytes = gzipSync(readFileSync(new URL(file, dist))).length;
  total += bytes;
  console.log(`${String(bytes).padStart(8)}  ${file}`);
}
console.log(`${String(total).padStart(8)}  initial JavaScript, gzip; budget ${BUDGET_BYTES}`);
if (total > BUDGET_BYTES) process.exit(1);
