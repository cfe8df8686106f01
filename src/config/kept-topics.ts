// Loaded only where there is a file, or one is to be written: the YAML parser costs time at the start.
import {
  type Document,
  YAMLMap,
  YAMLSeq,
  type Pair,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
} from 'yaml';
import { ValueError } from './value-error.js';

/** What stands in the file for one topic. */
export interface KeptTopic {
  /** null where nothing stands there: an empty list says that there are none. */
  readonly columns: readonly string[] | null;
  readonly filters: ReadonlyMap<string, string>;
}

/** Which `topics:` of the file is meant: that of a profile, or its own where none is in use. */
export type Section = readonly ['profiles', string, 'topics'] | readonly ['topics'];

/** What a run of the program wants to be written; null takes away what stands there. */
export type Change =
  | { readonly kind: 'columns'; readonly columns: readonly string[] | null }
  | { readonly kind: 'filter'; readonly name: string; readonly query: string | null };

/** What is kept in a section, by topic. Reads what it knows, and leaves all else to the schema. */
export function readTopics(text: string, section: Section): ReadonlyMap<string, KeptTopic> {
  const document = parse(text);
  const topics = new Map<string, KeptTopic>();
  for (const [name, node] of entriesOf(document, mapAt(document, section))) {
    const parts = new Map(entriesOf(document, node));
    const columns = resolved(document, parts.get('columns'));
    const filters = entriesOf(document, parts.get('filters'));
    topics.set(name, {
      columns: isSeq(columns) ? columns.items.flatMap((item) => textsOf(document, item)) : null,
      filters: new Map(
        filters.flatMap(([filter, query]) =>
          textsOf(document, query).map((one) => [filter, one] as const),
        ),
      ),
    });
  }
  return topics;
}

/**
 * The text of the file with one thing changed for a topic. Comments, the order and everything else stay; what is
 * empty afterwards goes. Throws a ValueError where the place can't be written to.
 */
export function withChange(text: string, section: Section, topic: string, change: Change): string {
  const document = parse(text);
  const path = [...section, topic];
  if (change.kind === 'columns') {
    if (change.columns === null) remove(document, [...path, 'columns'], section.length);
    else put(document, path, 'columns', listOf(document, change.columns));
  } else if (change.query === null) {
    remove(document, [...path, 'filters', change.name], section.length);
  } else {
    put(document, [...path, 'filters'], change.name, document.createNode(change.query));
  }
  return document.toString({
    lineWidth: 0,
    // As the owner writes.
    flowCollectionPadding: /[[{] \S/.test(text),
    indentSeq: !/^( *)\S[^\n]*:\n\1- /m.test(text),
    indent: /^[^\s#][^\n]*:\n( {1,8})\S/m.exec(text)?.[1]?.length ?? 2,
  });
}

function parse(text: string): Document {
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length === 0) return document;
  throw new ValueError('it is not YAML any more', 'correct it first');
}

function listOf(document: Document, texts: readonly string[]): YAMLSeq {
  const list = new YAMLSeq();
  list.flow = true;
  for (const text of texts) list.add(document.createNode(text));
  return list;
}

function resolved(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

/** Keys as texts: a topic may be called 2026. */
function entriesOf(document: Document, node: unknown): [string, unknown][] {
  const map = resolved(document, node);
  if (!isMap(map)) return [];
  return map.items.map(({ key, value }) => [nameOf(key), value]);
}

function nameOf(key: unknown): string {
  return isScalar(key) ? (key.source ?? String(key.value)) : '';
}

function textsOf(document: Document, given: unknown): string[] {
  const node = resolved(document, given);
  if (!isScalar(node)) return [];
  return [typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))];
}

function pairIn(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find(({ key }) => nameOf(key) === name);
}

function mapAt(document: Document, path: readonly string[]): unknown {
  let node: unknown = document.contents;
  for (const step of path) {
    const map = resolved(document, node);
    node = isMap(map) ? pairIn(map, step)?.value : undefined;
  }
  return node;
}

/** Sets a value, and makes the maps that lead there. */
function put(document: Document, path: readonly string[], name: string, value: unknown): void {
  const root = mapOrNew(document.contents, '', (map) => {
    document.contents = map;
  });
  let map = root;
  for (const step of path) {
    const at = map;
    const pair = pairIn(at, step);
    map = mapOrNew(pair?.value, step, (made) => {
      if (pair === undefined) at.add(document.createPair(step, made));
      else pair.value = made;
    });
  }
  const pair = pairIn(map, name);
  if (pair === undefined) map.add(document.createPair(name, value));
  else pair.value = value;
}

function mapOrNew(node: unknown, step: string, add: (map: YAMLMap) => void): YAMLMap {
  if (isMap(node)) {
    // What grows is easier to read with a line each.
    if (node.items.length === 0) node.flow = false;
    return node;
  }
  const isEmpty = node === undefined || node === null || (isScalar(node) && node.value === null);
  if (!isEmpty) {
    throw new ValueError(
      isAlias(node)
        ? `${step} is the same as *${node.source} there, and others would change with it`
        : `${step} holds something else there`,
      'write it out in that file, and try again',
    );
  }
  const map = new YAMLMap();
  add(map);
  return map;
}

/** Takes a value away, and the maps around it that are empty then, up to the one at `least` steps. */
function remove(document: Document, path: readonly string[], least: number): void {
  for (let length = path.length; length >= least; length -= 1) {
    const map = resolved(document, mapAt(document, path.slice(0, length - 1)));
    const name = path[length - 1] ?? '';
    const pair = isMap(map) ? pairIn(map, name) : undefined;
    if (!isMap(map) || pair === undefined) continue;
    if (length < path.length && !isEmptyMap(pair.value)) return;
    map.items.splice(map.items.indexOf(pair), 1);
  }
}

function isEmptyMap(node: unknown): boolean {
  return isMap(node) && node.items.length === 0;
}
