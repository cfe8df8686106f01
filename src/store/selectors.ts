import type { Entry } from '../model/message.js';
import type { Notice } from '../model/session.js';
import { placeOf } from './places.js';
import type { AppState } from './state.js';
import { entriesOf } from './stream-slice.js';
import { locate } from './stream-view.js';
import type { DetailScroll } from './view-slice.js';

/** How long a notice stays in the footer. */
const NOTICE_MS = 6_000;

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

/** The newest notice while it is news, the session's or the screen's own. */
export function currentNotice({ session, told, now }: AppState): Notice | undefined {
  const noticed = session.notices.at(-1);
  const newest = told !== null && told.at >= (noticed?.at ?? 0) ? told : noticed;
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
