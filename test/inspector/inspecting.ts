import { compileTextFilter } from '../../src/filter/plain-text.js';
import { Inspector } from '../../src/inspector/inspector.js';
import type { InspectorOptions } from '../../src/inspector/inspector-options.js';
import type { Entry } from '../../src/model/message.js';
import { FakeReader } from '../support/fake-reader.js';

/** A session on a fake reader, with a clock of its own. */
export function inspecting(
  reader = new FakeReader(),
  options: Partial<InspectorOptions> = {},
): { inspector: Inspector; reader: FakeReader; clock: { now: number }; running: Promise<void> } {
  const clock = { now: 1_700_000_000_000 };
  const inspector = new Inspector({
    openReader: reader.openReader,
    check: null,
    openPages: null,
    startSearch: null,
    compileFilter: compileTextFilter,
    cluster: 'lab',
    topic: 't',
    mode: 'direct, no group',
    startedFrom: 'beginning',
    unverified: null,
    filter: null,
    limit: null,
    keep: { entries: 1000, bytes: 10_000_000 },
    now: () => clock.now,
    ...options,
  });
  return { inspector, reader, clock, running: inspector.run() };
}

export function entriesOf(inspector: Inspector): Entry[] {
  const { entries } = inspector.current().stream;
  const kept: Entry[] = [];
  for (let index = entries.first; index < entries.end; index++) {
    const entry = entries.get(index);
    if (entry) kept.push(entry);
  }
  return kept;
}

export function valuesOf(inspector: Inspector): (string | null)[] {
  return entriesOf(inspector).map((entry) =>
    entry.kind === 'message' ? (entry.value?.toString() ?? null) : `damage ${entry.offset}`,
  );
}
