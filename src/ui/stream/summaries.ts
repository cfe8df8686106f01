import { summarize, summarizeKey } from '../../decode/summary.js';
import type { Message } from '../../model/message.js';
import type { Line } from '../../model/styled.js';
import type { Theme } from '../theme.js';

export interface Summary {
  readonly key: Line;
  readonly value: Line;
}

/** One-line forms of messages. Made when a row is first on screen, kept for as long as its message. */
export class Summaries {
  readonly #known = new WeakMap<Message, Summary>();
  readonly #theme: Theme;

  constructor(theme: Theme) {
    this.#theme = theme;
  }

  of(message: Message): Summary {
    const known = this.#known.get(message);
    if (known !== undefined) return known;
    const { marks } = this.#theme;
    const summary = {
      key: summarizeKey(message.key, marks),
      value: summarize(message.value, marks),
    };
    this.#known.set(message, summary);
    return summary;
  }
}
