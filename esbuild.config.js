// Builds dist/: the program and the threads that look into batches ahead, split so that pipe mode never loads the screen and connecting can begin
// while the screen is still being loaded.
import { build } from 'esbuild';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';

/** Ink measures with our own function: the same numbers, sooner. Ours itself asks the real one. */
const inkStringWidth = {
  name: 'ink-string-width',
  setup(builder) {
    builder.onResolve({ filter: /^string-width$/ }, ({ importer }) =>
      importer.includes('node_modules')
        ? { path: resolve('src/ui/text/ink-string-width.ts') }
        : undefined,
    );
  },
};

const { outputFiles } = await build({
  entryPoints: { cli: 'src/cli.ts', 'look-worker': 'src/kafka/ahead/look-worker.ts' },
  outdir: 'dist',
  write: false,
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  // Loaded when first needed (native codecs; queries, regular expressions; a signer that may be missing), or CommonJS that must be given our own copy of ink.
  external: [
    'snappy',
    'lz4-napi',
    '@node-rs/crc32',
    '@bokuweb/zstd-wasm',
    'liqe',
    're2js',
    'ink-table',
    'aws-msk-iam-sasl-signer-js',
  ],
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  alias: {
    'react-devtools-core': './src/ui/terminal/no-devtools.ts',
    // Ink draws nothing where CI is set in the environment; whether there is a terminal is ours to say.
    'is-in-ci': './src/ui/terminal/not-in-ci.ts',
  },
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  plugins: [inkStringWidth],
  logLevel: 'warning',
});

// Written over what is there, and only then cleared of what is old: a program that starts meanwhile
// finds a whole build.
mkdirSync('dist', { recursive: true });
for (const file of outputFiles) writeFileSync(file.path, file.contents);
const fresh = new Set(outputFiles.map((file) => basename(file.path)));
for (const name of readdirSync('dist')) if (!fresh.has(name)) rmSync(`dist/${name}`);
