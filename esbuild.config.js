// Builds dist/: the program, split so that pipe mode never loads the screen and connecting can begin while the
// screen is still being loaded; and the threads that look into batches ahead.
import { build } from 'esbuild';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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

/** The grammar of queries is required with the first of them: in one piece, as its own many files take 30 ms. */
const grammarInside = {
  name: 'grammar-inside',
  setup(builder) {
    builder.onLoad({ filter: /[\\/]filter[\\/]query-parser\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const contents = source.replace("load('liqe')", "require('liqe')");
      if (contents === source) throw new Error(`${path} does not load liqe any more`);
      return { contents, loader: 'ts' };
    });
  },
};

const common = {
  outdir: 'dist',
  write: false,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  // Loaded when first needed (native codecs; regular expressions; a signer that may be missing), or CommonJS that
  // must be given our own copy of ink.
  external: [
    'snappy',
    'lz4-napi',
    '@node-rs/crc32',
    '@bokuweb/zstd-wasm',
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
  plugins: [inkStringWidth, grammarInside],
  logLevel: 'warning',
};
const builds = await Promise.all([
  build({ ...common, entryPoints: ['src/cli.ts'], splitting: true }),
  // In one piece: chunks that it shared would be more and smaller, and each one takes its time at the start.
  build({ ...common, entryPoints: ['src/kafka/ahead/look-worker.ts'] }),
]);
const outputFiles = builds.flatMap((one) => one.outputFiles);

// Written over what is there, and only then cleared of what is old: a program that starts meanwhile
// finds a whole build.
mkdirSync('dist', { recursive: true });
for (const file of outputFiles) writeFileSync(file.path, file.contents);
const fresh = new Set(outputFiles.map((file) => basename(file.path)));
for (const name of readdirSync('dist')) if (!fresh.has(name)) rmSync(`dist/${name}`);
