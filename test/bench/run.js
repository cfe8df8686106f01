// Bundles the benchmark, which is TypeScript like the rest, and runs it: npm run bench -- --help
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

// Inside node_modules, two folders below the root, like the sources: packages and paths resolve alike.
const outfile = fileURLToPath(
  new URL('../../node_modules/.kafka-tui-bench/main.mjs', import.meta.url),
);

await build({
  entryPoints: [fileURLToPath(new URL('main.ts', import.meta.url))],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  logLevel: 'warning',
});
const { main } = await import(outfile);
await main(process.argv.slice(2));
