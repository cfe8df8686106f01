// Loaded only where there is a file with profiles: the YAML parser costs time at the start.
import { LineCounter, type Node, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { ValueError } from './value-error.js';

/** A place in the file: the keys that lead there. */
export type Path = readonly string[];

/** A YAML file whose values know their lines. */
export interface YamlFile {
  /** The value at a place, its texts through `change`; undefined where nothing stands. */
  read(path: Path, change?: (text: string, path: Path) => string): unknown;
  /** As it was written; null where it is no single value. */
  written(path: Path): string | null;
  line(path: Path): number;
}

const DEPTH = 16;
const NEXT = 'correct that line; a value with special characters needs quotes';

/** Throws a ValueError that names the line; no text of the file is in it. */
export function parseYaml(text: string, file: string): YamlFile {
  const lines = new LineCounter();
  // Pretty errors show the lines around, and a password may be in them.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line } = lines.linePos(error.pos[0]);
    const what = error.code.toLowerCase().replaceAll('_', ' ');
    throw new ValueError(`${file}:${line}: this is not YAML (${what})`, NEXT);
  }

  const resolve = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);

  /** The pair or item at a place, or as much of the way as there is. */
  const find = (path: Path): { key: unknown; value: unknown; whole: boolean } => {
    let at: { key: unknown; value: unknown } = { key: null, value: document.contents };
    for (const step of path) {
      const node = resolve(at.value);
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
        if (!pair) return { ...at, whole: false };
        at = pair;
      } else if (isSeq(node) && Number(step) < node.items.length) {
        at = { key: node.items[Number(step)], value: node.items[Number(step)] };
      } else {
        return { ...at, whole: false };
      }
    }
    return { ...at, whole: true };
  };

  const plain = (
    given: unknown,
    path: Path,
    change: (text: string, path: Path) => string,
  ): unknown => {
    const node = resolve(given);
    if (path.length > DEPTH) throw new ValueError(`${file}: too many levels in ${path[0] ?? ''}`);
    if (isMap(node)) {
      return Object.fromEntries(
        node.items.map(({ key, value }) => {
          const name = isScalar(key) ? String(key.value) : '?';
          return [name, plain(value, [...path, name], change)];
        }),
      );
    }
    if (isSeq(node)) {
      return node.items.map((item, index) => plain(item, [...path, String(index)], change));
    }
    if (!isScalar(node)) return null;
    return typeof node.value === 'string' ? change(node.value, path) : node.value;
  };

  return {
    read(path, change = (value) => value) {
      const { value, whole } = find(path);
      return whole ? plain(value, path, change) : undefined;
    },
    written(path) {
      const { value, whole } = find(path);
      const node = resolve(value);
      if (!whole || !isScalar(node)) return null;
      return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
    },
    line(path) {
      const { key, value } = find(path);
      const start = (key as Node | null)?.range?.[0] ?? (value as Node | null)?.range?.[0] ?? 0;
      return lines.linePos(start).line || 1;
    },
  };
}
