import { alternate, OURS } from './processes.js';
import { median, milliseconds, seconds, times, type Figure } from './table.js';
import type { Bench } from './bench.js';

const FORMAT = '%p %o %k\\n';

/** Whole processes over the whole topic, ours and kcat's by turns. */
async function againstKcat(
  bench: Bench,
  name: string,
  flags: { readonly ours: readonly string[]; readonly theirs: readonly string[] },
  target: number,
): Promise<Figure> {
  const from = ['-b', bench.brokers, '-o', 'beginning', '-e'];
  const ours = [...OURS, bench.topic, ...from, ...flags.ours];
  const theirs = ['kcat', '-C', '-q', '-t', bench.topic, ...from, ...flags.theirs];
  const { a, b } = await alternate(ours, theirs, bench.runs);
  // How many times as fast: the ratio of the medians.
  const ratio = median(b) / median(a);
  return {
    name,
    ours: seconds(median(a)),
    theirs: seconds(median(b)),
    ratio: times(ratio),
    target: `at least ${target} × as fast`,
    ok: ratio >= target,
  };
}

export async function throughput(bench: Bench): Promise<Figure[]> {
  const millions = `${(bench.messages / 1e6).toString()} M`;
  return [
    await againstKcat(bench, `--count, ${millions}`, { ours: ['--count'], theirs: [] }, 1.2),
    await againstKcat(
      bench,
      `-f '${FORMAT}', ${millions}`,
      { ours: ['-f', FORMAT], theirs: ['-f', FORMAT] },
      0.8,
    ),
  ];
}

/** From the start of the program to its first row, against Node doing nothing. */
export async function startUp(bench: Bench): Promise<Figure[]> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let run = 0; run < bench.runs; run++) {
    theirs.push((await alternate([process.execPath, '-e', '0'], ['true'], 1)).a[0] ?? NaN);
    const started = performance.now();
    const pty = bench.open([bench.topic]);
    try {
      await pty.waitFor(/user-\d+/);
      ours.push(performance.now() - started);
    } finally {
      await pty.close();
    }
  }
  const ratio = median(ours) / median(theirs);
  return [
    {
      name: 'start to first row',
      ours: milliseconds(median(ours)),
      theirs: `${milliseconds(median(theirs))} node`,
      ratio: times(ratio),
      target: 'at most 7 × node -e 0',
      ok: ratio <= 7,
    },
  ];
}
