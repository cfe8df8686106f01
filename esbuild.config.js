// Builds dist/: one entry, split so that pipe mode never loads the screen and connecting can begin
// while the screen is still being loaded.
import { build } from 'esbuild';
import { rmSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });

await build({
  entryPoints: ['src/cli.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  // Loaded when first needed (native codecs), or CommonJS that must be given our own copy of ink.
  external: ['snappy', 'lz4-napi', '@node-rs/crc32', 'ink-table'],
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  alias: {
    'react-devtools-core': './src/ui/terminal/no-devtools.ts',
    // Ink draws nothing where CI is set in the environment; whether there is a terminal is ours to say.
    'is-in-ci': './src/ui/terminal/not-in-ci.ts',
  },
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
