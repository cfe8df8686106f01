import type { CommittedOffset, GroupCommits } from '../kafka/admin/committed.js';
import type { DescribedGroup, ListedGroup } from '../kafka/admin/groups.js';
import { CODE, nameOfCode } from '../kafka/errors.js';
import { ERROR } from '../kafka/protocol/error-codes.js';
import type { GroupRow } from '../model/watch.js';
import { longer, type TotalLag } from './lag.js';

/** What is known of one group, gathered from several requests. */
export class GroupState {
  listed: ListedGroup;
  /** null before it was described, and for kinds that can't be. */
  described: DescribedGroup | null = null;
  commits: readonly CommittedOffset[] = [];
  /** When its lag was last looked at, ms since the epoch; null for never. */
  lookedAt: number | null = null;
  /** It was found out since when its oldest message waits, as far as that can be. */
  hasTimes = false;
  #isSilent = false;
  #commitsError: number = CODE.none;
  #hasCommits = false;
  #untold = 0;
  #lag: TotalLag = { lag: null, unknown: 0, beyond: 0 };
  #history: readonly number[] = [];
  #timeLagMs: number | null = null;
  #row: GroupRow | null = null;

  constructor(listed: ListedGroup) {
    this.listed = listed;
  }

  /** `nameOf` says a broker by id in words. */
  row(nameOf: (nodeId: number) => string): GroupRow {
    this.#row ??= {
      id: this.listed.id,
      kind: this.listed.kind,
      state: this.#state,
      protocol: this.described?.protocol ?? null,
      members: this.described?.errorCode === 0 ? this.described.members.length : null,
      commits: this.#hasCommits ? this.commits.length : null,
      lag: this.#lag.lag,
      lagHistory: this.#history,
      timeLagMs: this.#timeLagMs,
      coordinator: nameOf(this.listed.coordinator),
      trouble: this.#trouble,
    };
    return this.#row;
  }

  /** Topics that it has committed on, or that its members were given. */
  get topics(): string[] {
    const assigned = (this.described?.members ?? []).flatMap(({ assignment }) =>
      (assignment ?? []).map(({ topic }) => topic),
    );
    return [...new Set([...this.commits.map(({ topic }) => topic), ...assigned])];
  }

  setListed(listed: ListedGroup): void {
    this.listed = listed;
    this.#row = null;
  }

  setDescribed(described: DescribedGroup): void {
    this.described = described;
    this.#row = null;
  }

  setCommits({ offsets, errorCode, untold }: Omit<GroupCommits, 'groupId'>): void {
    this.commits = offsets;
    this.#commitsError = errorCode;
    this.#hasCommits = errorCode === CODE.none;
    this.#untold = untold;
    this.#row = null;
  }

  /** Its coordinator was asked, and did not answer. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** Whether its coordinator leaves it unanswered; what is known stays as it was. */
  setSilent(isSilent: boolean): void {
    if (this.#isSilent === isSilent) return;
    this.#isSilent = isSilent;
    this.#row = null;
  }

  setLag(lag: TotalLag, at: number): void {
    this.#lag = lag;
    this.lookedAt = at;
    if (lag.lag !== null) this.#history = longer(this.#history, Number(lag.lag));
    this.#row = null;
  }

  setTimeLag(timeLagMs: number | null): void {
    if (this.#timeLagMs === timeLagMs) return;
    this.#timeLagMs = timeLagMs;
    this.#row = null;
  }

  get #state(): string | null {
    const { described, listed } = this;
    return described?.errorCode === 0 ? described.state : listed.state;
  }

  get #trouble(): string | null {
    const { described, listed } = this;
    if (listed.kind === 'share')
      return "a share group: its members and lag can't be seen from here";
    if (listed.kind === 'unknown') {
      return "a kind of group that this version does not know: its members can't be seen";
    }
    if (this.#isSilent) return 'its coordinator does not answer: this is how it was last seen';
    if (described !== null && described.errorCode !== 0)
      return describeTrouble(described.errorCode);
    if (described?.state === 'Dead') return "its broker calls it dead: its members can't be seen";
    if (this.#commitsError !== 0) return commitsTrouble(this.#commitsError);
    const { unknown, beyond } = this.#lag;
    if (this.#untold > 0)
      return `its offsets on ${partitions(this.#untold)} are not told; the lag is that of the others`;
    if (unknown > 0)
      return `the end of ${partitions(unknown)} is not known; the lag is that of the others`;
    if (beyond > 0)
      return `its commits on ${partitions(beyond)} lie behind the end: made anew, or messages lost`;
    return described?.trouble ?? null;
  }
}

function partitions(count: number): string {
  return count === 1 ? 'one partition' : `${count} partitions`;
}

function describeTrouble(errorCode: number): string {
  if (errorCode === ERROR.GROUP_AUTHORIZATION_FAILED) return 'no permission to describe it';
  if (errorCode === ERROR.UNSUPPORTED_VERSION)
    return "its broker does not describe groups of the new kind: its members can't be seen";
  return `its members are not told: ${nameOfCode(errorCode)}`;
}

function commitsTrouble(errorCode: number): string {
  if (errorCode === ERROR.GROUP_AUTHORIZATION_FAILED) return 'no permission to see its offsets';
  return `its offsets are not told: ${nameOfCode(errorCode)}`;
}

/** The group is not there any more, or it has become one of another kind: it has to be listed anew. */
export function isGone({ errorCode, state }: DescribedGroup): boolean {
  return errorCode === ERROR.GROUP_ID_NOT_FOUND || (errorCode === 0 && state === 'Dead');
}

/** The broker that was asked does not look after the group any more. */
export function hasMoved(errorCode: number): boolean {
  return errorCode === ERROR.NOT_COORDINATOR || errorCode === ERROR.COORDINATOR_NOT_AVAILABLE;
}
