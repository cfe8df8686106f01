import tty from 'node:tty';
import type { Task } from './config/resolve.js';
import { clusterSettings } from './cluster-settings.js';
import { probe } from './kafka/checks/probe.js';
import { type Checklist, exitCodeOf } from './model/check.js';
import { EXIT, type ExitCode } from './model/problem.js';
import { type CheckMarks, checkJson, checkLines } from './pipe/check-lines.js';
import { createTheme } from './ui/theme.js';

const STDOUT = 1;
const CLEAR_LINE = '\r\u001B[K';

type DoctorTask = Extract<Task, { readonly kind: 'doctor' }>;

/** Prints the checklist step by step; leaves with the exit code of the first step that failed. */
export async function runDoctor({ config, group, team, json }: DoctorTask): Promise<ExitCode> {
  const abort = new AbortController();
  const stop = (): void => {
    abort.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);
  // A reader that has seen enough, such as head, is no failure.
  process.stdout.on('error', stop);
  const printer = new Printer(json ? null : marksFor(process.env));
  let last: Checklist = { steps: [], done: false };
  for await (const checklist of probe({
    settings: await clusterSettings(config),
    topic: config.topic === '' ? null : config.topic,
    partitions: config.partitions,
    startsAtEnd: config.start.kind === 'end',
    group,
    team,
    signal: abort.signal,
    now: Date.now,
  })) {
    if (abort.signal.aborted) break;
    printer.show(checklist);
    last = checklist;
  }
  printer.end();
  return abort.signal.aborted ? EXIT.interrupted : exitCodeOf(last);
}

/** Prints each step once, when it came out; on a terminal also which one is under way. */
class Printer {
  readonly #marks: CheckMarks | null;
  readonly #isTerminal = tty.isatty(STDOUT);
  #printed = 0;
  #transient = false;

  constructor(marks: CheckMarks | null) {
    this.#marks = marks;
  }

  show({ steps, done }: Checklist): void {
    this.end();
    for (const step of steps.slice(this.#printed)) {
      const marks = this.#marks;
      if (step.state !== 'running') {
        process.stdout.write(marks === null ? checkJson(step) : checkLines(step, marks));
        this.#printed += 1;
      } else if (this.#isTerminal && marks !== null && !done) {
        process.stdout.write(checkLines(step, marks).trimEnd());
        this.#transient = true;
      }
    }
  }

  /** Takes away the line of the step that is under way. */
  end(): void {
    if (this.#transient) process.stdout.write(CLEAR_LINE);
    this.#transient = false;
  }
}

function marksFor(env: NodeJS.ProcessEnv): CheckMarks {
  const { glyphs } = createTheme(env);
  return {
    running: glyphs.ellipsis,
    passed: glyphs.passed,
    odd: glyphs.warning,
    failed: glyphs.failed,
    skipped: glyphs.dot,
  };
}
