/** What stands in a frame for a line; private characters, which `visible` lets into no text. */
const FIRST = 0xe000;
const MOST = 0xf8ff - FIRST + 1;
const RUNS = /[\uE000-\uF8FF][ \uE000-\uF8FF]*/g;

interface Plate {
  readonly line: string;
  readonly cells: number;
}

/**
 * Keeps painted lines out of Ink's hands, which takes every line of every frame apart into cells and styles and
 * puts it together again: most of what a frame costs. Ink is given one character for each line, and knows
 * where it goes; in the frame that it makes the line takes the place of the character and the blanks behind it.
 */
export class Plates {
  #plates: Plate[] = [];

  /** The character for a line, which covers so many cells; the line itself where there are too many. */
  take(line: string, cells: number): string {
    if (line === '' || cells === 0 || this.#plates.length === MOST) return line;
    this.#plates.push({ line, cells });
    return String.fromCharCode(FIRST + this.#plates.length - 1);
  }

  /** The frame with its lines; begins anew for the next one. */
  fill(frame: string): string {
    const plates = this.#plates;
    this.#plates = [];
    return frame.replace(RUNS, (run) => filled(run, plates));
  }
}

/** What lies under a line, such as the beginning of another one, is covered by it. */
function filled(run: string, plates: readonly Plate[]): string {
  let text = '';
  for (let at = 0; at < run.length;) {
    const plate = plates[run.charCodeAt(at) - FIRST];
    text += plate?.line ?? ' ';
    at += plate?.cells ?? 1;
  }
  return text;
}
