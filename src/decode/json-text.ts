const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))/g;

const SIMPLE: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** The text with its JSON escapes resolved; what is no escape stays as it is. */
export function unescapeJson(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(ESCAPE, (_escape, code: string | undefined, simple: string | undefined) =>
    code === undefined ? (SIMPLE[simple ?? ''] ?? '') : String.fromCharCode(parseInt(code, 16)),
  );
}

const ESCAPES =
  /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)/gs;

/**
 * A JSON string with the escapes of printable characters resolved (`\u00eb` to `ë`), still the same
 * JSON string. Escapes of controls and of anything invisible stay, since they are the readable form.
 */
export function readableString(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(ESCAPES, (escape) => {
    if (escape === '\\/') return '/';
    if (!escape.startsWith('\\u')) return escape;
    const character = unescapeJson(escape);
    return isReadable(character) ? character : escape;
  });
}

function isReadable(character: string): boolean {
  return !/["\\\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}]/u.test(character);
}
