import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PtyOptions, PtyTerminal } from '../e2e/terminal.js';
import { seenOn, type Bench } from './bench.js';
import { startFeed } from './fill.js';
import { sleep } from './processes.js';
import { median, milliseconds, type Figure } from './table.js';

const PAUSED = 'PAUSED';
/** Bytes a second. */
export const SLOW_LINK = 10_000;

interface LoopStats {
  /** ms */
  readonly p99: number;
  readonly max: number;
}

/** Starts the program so that it writes down how long its event loop was held up. */
export function openWithStats(
  bench: Bench,
  args: readonly string[],
  options: Partial<PtyOptions> = {},
): { readonly pty: PtyTerminal; readonly stats: () => Promise<LoopStats> } {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-tui-bench-'));
  const file = join(folder, 'loop.json');
  const pty = bench.open(args, { ...options, env: { KAFKA_TUI_LOOP_STATS: file } });
  const stats = async (): Promise<LoopStats> => {
    pty.press('ctrl-c');
    await pty.exit(20_000);
    const written = JSON.parse(readFileSync(file, 'utf8')) as LoopStats;
    rmSync(folder, { recursive: true, force: true });
    return written;
  };
  return { pty, stats };
}

export function figure(name: string, ours: string, target: string, ok: boolean): Figure {
  return { name, ours, theirs: '', ratio: '', target, ok };
}

/** Presses p by turns to pause and to go on; gives ms from key to effect of each pause. */
async function pauseLatencies(pty: PtyTerminal, count: number): Promise<number[]> {
  const result: number[] = [];
  for (let i = 0; i < count; i++) {
    const pressed = performance.now();
    pty.press('p');
    await pty.waitFor((lines) => lines.join('\n').includes(PAUSED));
    result.push(performance.now() - pressed);
    pty.press('p');
    await pty.waitFor((lines) => !lines.join('\n').includes(PAUSED));
    // Somewhere between two frames.
    await sleep(150 + (i % 5) * 23);
  }
  return result;
}

/** Keys and the event loop while a long topic is read as fast as it goes. */
export async function flatOut(bench: Bench): Promise<Figure[]> {
  const { pty, stats } = openWithStats(bench, [bench.longTopic, '-o', 'beginning']);
  try {
    await pty.waitFor((lines) => seenOn(lines) > 0);
    const latencies = await pauseLatencies(pty, 15);
    const busy = seenOn(pty.screen()) < bench.longMessages;
    const keys = median(latencies);
    const { p99 } = await stats();
    return [
      figure(
        `key to effect, reading flat out${busy ? '' : ' (had read all before the end)'}`,
        milliseconds(keys),
        'at most 60 ms (median)',
        keys <= 60 && busy,
      ),
      figure('event loop p99, reading flat out', milliseconds(p99), 'under 30 ms', p99 < 30),
    ];
  } finally {
    await pty.close();
  }
}

/** The row under the cursor. */
export function marked(lines: readonly string[]): string {
  return lines.find((line) => line.includes('▌')) ?? '';
}

/** Keys while a long topic is searched for what is in every message: results pour in, most are only counted. */
export async function searching(bench: Bench): Promise<Figure[]> {
  const pty = bench.open([bench.longTopic]);
  try {
    await pty.waitFor((lines) => seenOn(lines) > 0);
    pty.type(':search credit:*');
    pty.press('enter');
    await pty.waitFor((lines) => lines.join('\n').includes('searching') && marked(lines) !== '');
    const latencies: number[] = [];
    for (let i = 0; i < 15; i++) {
      const before = marked(pty.screen());
      const pressed = performance.now();
      pty.press('down');
      await pty.waitFor((lines) => ![before, ''].includes(marked(lines)));
      latencies.push(performance.now() - pressed);
      await sleep(50 + (i % 5) * 23);
    }
    const busy = pty.screen().join('\n').includes('searching');
    const keys = median(latencies);
    return [
      figure(
        `key to effect, searching${busy ? '' : ' (had searched all before the end)'}`,
        milliseconds(keys),
        'at most 60 ms (median)',
        keys <= 60 && busy,
      ),
    ];
  } finally {
    await pty.close();
  }
}

/** Bytes to the terminal, following and at rest. */
export async function bytes(bench: Bench): Promise<Figure[]> {
  const topic = `bench-follow-${Date.now().toString(36)}`;
  const stop = await startFeed(bench.brokers, topic, 3_000);
  const following = await measureBytes(bench, topic, 10);
  await stop();
  const quiet = await measureBytes(bench, bench.topic, 5);
  const kilobytes = following / 1000;
  return [
    figure(
      'to the terminal, 3,000 msg/s on 120x40',
      `${kilobytes.toFixed(1)} KB/s`,
      'at most 45 KB/s',
      kilobytes <= 45 && kilobytes > 1,
    ),
    figure('to the terminal, nothing changes', `${quiet} B/s`, 'nothing', quiet === 0),
  ];
}

async function measureBytes(bench: Bench, topic: string, forSeconds: number): Promise<number> {
  const pty = bench.open([topic]);
  try {
    await pty.waitFor(/user-\d+/);
    await sleep(3_000);
    const before = pty.bytes;
    await sleep(forSeconds * 1000);
    return Math.round((pty.bytes - before) / forSeconds);
  } finally {
    await pty.close();
  }
}

/** A link of 10 KB/s, following 3,000 messages a second. */
export async function slowLink(bench: Bench): Promise<Figure[]> {
  const topic = `bench-slow-${Date.now().toString(36)}`;
  const stop = await startFeed(bench.brokers, topic, 3_000);
  const { pty, stats } = openWithStats(bench, [topic], { bytesPerSecond: SLOW_LINK });
  try {
    await pty.waitFor(/user-\d+/, 30_000);
    await sleep(5_000);
    const latencies = await pauseLatencies(pty, 5);
    const { max } = await stats();
    const worst = Math.max(...latencies);
    return [
      figure(
        'key to effect on a 10 KB/s link',
        milliseconds(worst),
        'at most 1500 ms (worst)',
        worst <= 1_500,
      ),
      figure('event loop stall on a 10 KB/s link', milliseconds(max), 'at most 100 ms', max <= 100),
    ];
  } finally {
    await pty.close();
    await stop();
  }
}
