import type { Message } from '../model/message.js';
import type { ActiveBreak } from '../model/stream.js';
import type { Predicate } from './matcher.js';

/** Looks for the message at which reading is to stop; the same one for as long as it is set, stop after stop. */
export class Breakpoint {
  readonly #predicate: Predicate;
  #hit: ActiveBreak['hit'] = null;
  #isNews = false;

  constructor(predicate: Predicate) {
    this.#predicate = predicate;
  }

  /** Reading is to stop behind the message that was tested last. */
  get stops(): boolean {
    return this.#isNews;
  }

  /** Tests a message that came in. */
  test(message: Message): boolean {
    if (!this.#predicate.matches(message)) return false;
    const { arrival, topic, partition, offset } = message;
    this.#hit = { arrival, topic, partition, offset };
    this.#isNews = true;
    return true;
  }

  /** What was hit, once: reading has stopped there. */
  take(): ActiveBreak['hit'] {
    if (!this.#isNews) return null;
    this.#isNews = false;
    return this.#hit;
  }

  state(): ActiveBreak {
    return { text: this.#predicate.text, hit: this.#hit };
  }
}
