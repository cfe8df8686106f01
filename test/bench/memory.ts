import { seenOn, type Bench } from './bench.js';
import { residentMegabytes, sleep } from './processes.js';
import { median, times, type Figure } from './table.js';

const SAMPLES = 20;
const BETWEEN = 50;

/** Resident memory of the screen mode, early and late in one long run. */
export async function memory(bench: Bench): Promise<Figure[]> {
  const pty = bench.open([bench.longTopic, '-o', 'beginning']);
  const sample = async (): Promise<number> => {
    const values: number[] = [];
    for (let i = 0; i < SAMPLES; i++) {
      values.push(residentMegabytes(pty.pid));
      await sleep(BETWEEN);
    }
    return median(values);
  };
  try {
    const early = bench.longMessages / 5;
    await pty.waitFor((lines) => seenOn(lines) >= early, 120_000);
    const first = await sample();
    await pty.waitFor((lines) => seenOn(lines) >= bench.longMessages, 300_000);
    const last = await sample();
    const ratio = last / first;
    const million = (n: number): string => `${(n / 1e6).toString()} M`;
    return [
      {
        name: `memory after ${million(bench.longMessages)} (and ${million(early)})`,
        ours: `${Math.round(last)} MB`,
        theirs: `${Math.round(first)} MB`,
        ratio: times(ratio),
        target: 'at most 1.1 ×, under 200 MB',
        ok: ratio <= 1.1 && last < 200,
      },
    ];
  } finally {
    await pty.close();
  }
}
