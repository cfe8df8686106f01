/** What ends a run of literal characters. */
const SPECIAL = /[.^$|()[\]{}*+?\\]/;

/**
 * Texts that are in everything a regular expression finds. Only what stands outside of groups and classes is
 * looked at, and nothing at all where there is a choice or a flag in the pattern: too few of them cost time,
 * one too many would lose messages.
 */
export function requiredLiterals(pattern: string): string[] {
  if (hasChoice(pattern)) return [];
  const found: string[] = [];
  let run = '';
  let at = 0;
  const endRun = (): void => {
    if (run !== '') found.push(run);
    run = '';
  };
  while (at < pattern.length) {
    const character = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
    const escaped = /^\\[^\p{L}\p{N}]/u.exec(pattern.slice(at, at + 3))?.[0];
    const isLiteral = escaped !== undefined || !SPECIAL.test(character);
    if (isLiteral) {
      const literal = escaped?.slice(1) ?? character;
      at += escaped?.length ?? character.length;
      const isOptional = /^(?:[*?]|\{)/.test(pattern.slice(at));
      if (isOptional) endRun();
      else run += literal;
      // Once at least, and then anything: what follows does not stand right behind it.
      if (pattern.charAt(at) === '+') endRun();
    } else {
      endRun();
      at = skipped(pattern, at);
    }
  }
  endRun();
  return found;
}

/** Flags in the pattern, quoting by \Q, octal escapes and alternatives outside of groups change what the rest means. */
function hasChoice(pattern: string): boolean {
  if (/\(\?[a-zA-Z-]*[:)]/.test(pattern.replaceAll('(?:', '(')) || /\\[Q0-9]/.test(pattern))
    return true;
  for (let at = 0; at < pattern.length; at = skipped(pattern, at)) {
    if (pattern.charAt(at) === '|') return true;
  }
  return false;
}

/** Behind the group, class, repetition, escape or character at a place. */
function skipped(pattern: string, at: number): number {
  switch (pattern.charAt(at)) {
    case '\\':
      return /^[pPxu]\{/.test(pattern.slice(at + 1))
        ? behind(pattern, at, '}')
        : at + (/^\\(?:x..|u....|[pP].)/s.exec(pattern.slice(at))?.[0].length ?? 2);
    case '[':
      return behindClass(pattern, at);
    case '{':
      return behind(pattern, at, '}');
    case '(':
      return behindGroup(pattern, at);
    default:
      return at + 1;
  }
}

function behind(pattern: string, at: number, close: string): number {
  const end = pattern.indexOf(close, at);
  return end < 0 ? pattern.length : end + 1;
}

function behindClass(pattern: string, from: number): number {
  let at = from + 1;
  if (pattern.charAt(at) === '^') at += 1;
  if (pattern.charAt(at) === ']') at += 1;
  while (at < pattern.length && pattern.charAt(at) !== ']') {
    if (pattern.startsWith('[:', at)) at = behind(pattern, at, ':]') + 1;
    else at += pattern.charAt(at) === '\\' ? 2 : 1;
  }
  return at + 1;
}

function behindGroup(pattern: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < pattern.length) {
    const character = pattern.charAt(at);
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    at = character === '(' || character === ')' ? at + 1 : skipped(pattern, at);
    if (depth === 0) break;
  }
  return at;
}
