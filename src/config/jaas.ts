/** What a line of `sasl.jaas.config` says; null where it can't be understood. */
export interface Jaas {
  /** `PlainLoginModule`, without its package. */
  readonly module: string;
  readonly options: ReadonlyMap<string, string>;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  f: '\f',
  b: '\b',
};

/**
 * `org.apache.….PlainLoginModule required username="lara" password="…";` as Kafka's own JaasConfig reads
 * it: words, or values in single or double quotes with a backslash before what is meant literally.
 */
export function parseJaas(text: string): Jaas | null {
  const head =
    /^\s*(?:[\w$]+\.)*(\w+LoginModule)\s+(?:required|requisite|sufficient|optional)\b/i.exec(text);
  if (!head) return null;
  const options = new Map<string, string>();
  const option = /\s*([\w.-]+)\s*=\s*(?:"((?:\\[^]|[^"\\])*)"|'((?:\\[^]|[^'\\])*)'|([^\s;"']+))/y;
  option.lastIndex = head[0].length;
  let end = option.lastIndex;
  for (let match = option.exec(text); match !== null; match = option.exec(text)) {
    end = option.lastIndex;
    const quoted = match[2] ?? match[3];
    options.set(match[1] ?? '', quoted === undefined ? (match[4] ?? '') : unescape(quoted));
  }
  return /^\s*;?\s*$/.test(text.slice(end)) ? { module: head[1] ?? '', options } : null;
}

function unescape(text: string): string {
  return text.replace(/\\([^])/g, (_, char: string) => ESCAPES[char] ?? char);
}
