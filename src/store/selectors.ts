import type { Entry } from '../model/message.js';
import type { Notice } from '../model/session.js';
import { placeOf } from './places.js';
import type { AppState } from './state.js';
import { entriesOf } from './stream-slice.js';
import { locate } from './stream-view.js';
import type { DetailScroll } from './view-slice.js';

/** How long a notice stays in the footer. */
const NOTICE_MS = 6_000;
/** How many notices are looked through for one that is still news. */
const LATELY = 20;

/** The entry under the cursor; undefined while there is none. */
export function selectedEntry(
  state: Pick<AppState, 'session' | 'stream' | 'held'>,
): Entry | undefined {
  const entries = entriesOf(state);
  const { cursor } = locate(state.stream, entries, 1);
  return entries.get(cursor);
}

/** How the detail of an entry is scrolled: from its beginning unless the user scrolled this very one. */
export function detailScrollOf(detail: DetailScroll, entry: Entry | undefined): DetailScroll {
  const of = entry?.arrival ?? -1;
  return detail.of === of ? detail : { of, top: 0, left: 0 };
}

const WEIGHT: Readonly<Record<Notice['severity'], number>> = { info: 0, odd: 1, bad: 2 };

/** Of what the session told lately the worst, and of several the newest: good news hides no bad. */
function worst(notices: readonly Notice[], now: number): Notice | undefined {
  let found: Notice | undefined;
  for (const notice of notices.slice(-LATELY)) {
    if (now - notice.at >= NOTICE_MS) continue;
    if (found === undefined || WEIGHT[notice.severity] >= WEIGHT[found.severity]) found = notice;
  }
  return found;
}

/** The notice that is news, the session's or the screen's own where that is newer. */
export function currentNotice({ session, told, now }: AppState): Notice | undefined {
  const latest = session.notices.at(-1);
  const newest = told !== null && told.at >= (latest?.at ?? 0) ? told : worst(session.notices, now);
  return newest !== undefined && now - newest.at < NOTICE_MS ? newest : undefined;
}

/** True while the screen changes with the clock alone: a countdown or an age is shown, or a notice will go. */
export function showsTime(state: AppState): boolean {
  const { connection } = state.session;
  return (
    placeOf(state.places).kind !== 'stream' ||
    connection.state === 'lost' ||
    connection.state === 'connecting' ||
    currentNotice(state) !== undefined
  );
}
