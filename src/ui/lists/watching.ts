import type { Look } from '../../model/watch.js';
import { placeOf } from '../../store/places.js';
import type { AppStore } from '../../store/state.js';
import type { Visits } from '../screens.js';
import { lookOf, settleLists } from './looking.js';
import type { Orders } from './orders.js';

/** Keeps what is asked of the cluster in step with what is on screen. */
export class Watching {
  readonly #visits: Visits;
  readonly #orders: Orders;
  #looked: Look = { kind: 'nothing' };

  constructor(visits: Visits, orders: Orders) {
    this.#visits = visits;
    this.#orders = orders;
  }

  /** Once a frame, before it is drawn. Connects to the cluster when the first list is shown, not before. */
  follow(store: AppStore): void {
    const isList = placeOf(store.getState().places).kind !== 'stream';
    const watch = isList ? this.#visits.watch() : this.#visits.watched;
    if (watch === null) return;
    store.getState().takeWatch(watch.current());
    settleLists(store.getState(), this.#orders);
    const look = lookOf(store.getState(), this.#orders);
    if (same(look, this.#looked)) return;
    this.#looked = look;
    watch.commands.look(look);
  }
}

function same(one: Look, other: Look): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
