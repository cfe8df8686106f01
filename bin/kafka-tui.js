#!/usr/bin/env node
// React and Ink are a third slower, frame by frame, when they think they are being developed.
process.env['NODE_ENV'] = 'production';
const { main } = await import('../dist/cli.js').catch((error) => {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  process.stderr.write(
    'kafka-tui: this checkout is not built yet\n  next: run npm ci (or npm run build)\n',
  );
  process.exit(1);
});
await main();
