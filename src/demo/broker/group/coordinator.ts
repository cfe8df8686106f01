import type { Alarms } from '../alarms.js';
import type { Settings } from '../settings.js';
import { Group } from './group.js';

/** More than this and those that exist in name only are forgotten. */
const MAX_GROUPS = 1000;

/** All groups. One coordinator serves for the whole cluster; brokers only differ in who may ask. */
export class GroupCoordinator {
  readonly #alarms: Alarms;
  readonly #settings: Settings;
  readonly #groups = new Map<string, Group>();

  constructor(alarms: Alarms, settings: Settings) {
    this.#alarms = alarms;
    this.#settings = settings;
  }

  /** Groups that somebody joined or committed to. */
  get all(): readonly Group[] {
    return [...this.#groups.values()].filter((group) => !group.isDead);
  }

  find(groupId: string): Group | undefined {
    const group = this.#groups.get(groupId);
    return group === undefined || group.isDead ? undefined : group;
  }

  /** The group of that name, made if there is none. */
  group(groupId: string): Group {
    const known = this.#groups.get(groupId);
    if (known !== undefined) return known;
    const group = new Group(groupId, this.#alarms, this.#settings.groupInitialRebalanceDelayMs);
    if (this.#groups.size >= MAX_GROUPS) this.#forgetDead();
    this.#groups.set(groupId, group);
    return group;
  }

  #forgetDead(): void {
    for (const [id, group] of this.#groups) if (group.isDead) this.#groups.delete(id);
  }

  delete(groupId: string): void {
    this.#groups.delete(groupId);
  }

  forgetTopic(topic: string): void {
    for (const group of this.#groups.values()) group.offsets.forgetTopic(topic);
  }
}
