/**
 * Lower case for comparing, character by character: the result has the length of the text, so that a
 * place in one is a place in the other. Lower-casing alone would make two characters of İ, and choose
 * between σ and ς by what follows.
 */
export function fold(text: string): string {
  return text.replaceAll('İ', 'i').toLowerCase().replaceAll('ς', 'σ');
}

/** Whether some other character is folded to this one, or this one to another. */
export function hasCase(character: string): boolean {
  return fold(character) !== character || fold(character.toUpperCase()) !== character.toUpperCase();
}
