import { Box } from 'ink';
import { lazy, Suspense, useMemo, type ReactElement } from 'react';
import { placeOf } from '../store/places.js';
import { coversPanes, showsSearch, layoutFor, overlayRect } from './app-layout.js';
import { ChecklistPane } from './checklist/checklist-pane.js';
import { DetailPane } from './detail/detail-pane.js';
import { useDrawing, useFrame } from './drawing.js';
import { footerLine } from './footer/footer-line.js';
import { promptLine } from './footer/prompt-line.js';
import { promptNote } from './footer/prompt-note.js';
import { headerLine } from './header/header-line.js';
import { EventsPane } from './events/events-pane.js';
import { HelpPane } from './help/help-pane.js';
import { SMALLEST, type Layout, type Rect } from './layout.js';
import { listHeader } from './lists/list-header.js';
import { PartitionsPane } from './partitions/partitions-pane.js';
import { partitionsSummary } from './partitions/summary-line.js';
import { drawText } from './parts/draw.js';
import { Lines } from './parts/lines.js';
import { SearchPane } from './finding/search-pane.js';
import { StreamPane } from './stream/stream-pane.js';

function Header({ layout }: { readonly layout: Layout }): ReactElement {
  const { theme } = useDrawing();
  const session = useFrame((state) => state.session);
  const now = useFrame((state) => state.now);
  const { columns } = useFrame((state) => state.size);
  const hasSummary = layout.summary !== null;
  const hasPartitions = hasSummary || layout.panes.partitions !== null;
  const line = headerLine(session, now, { columns, hasSummary, hasPartitions }, theme);
  return <Lines lines={[line]} width={columns} />;
}

function Summary(): ReactElement {
  const { theme } = useDrawing();
  const session = useFrame((state) => state.session);
  const { columns } = useFrame((state) => state.size);
  return <Lines lines={[partitionsSummary(session, columns, theme)]} width={columns} />;
}

/** Loaded when something of the cluster is first looked at: the first row of a topic does not wait for it. */
const ListBody = lazy(async () => ({ default: (await import('./lists/list-body.js')).ListBody }));

/** Everything that is no stream of messages: lists, and what is done with their rows. */
function ListScreen({ help }: { readonly help: Rect | null }): ReactElement {
  const { theme } = useDrawing();
  const state = useFrame((whole) => whole);
  const { columns, rows } = state.size;
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Lines lines={[listHeader(state, theme)]} width={columns} />
      <Box height={rows - 2}>
        {help === null ? (
          <Suspense fallback={null}>
            <ListBody />
          </Suspense>
        ) : (
          <HelpPane rect={help} />
        )}
      </Box>
      <Footer />
      <PromptNote />
    </Box>
  );
}

function Footer(): ReactElement {
  const { theme } = useDrawing();
  const state = useFrame((whole) => whole);
  const { overlay, size } = state;
  const line =
    overlay.kind === 'prompt' ? promptLine(state, overlay.prompt, theme) : footerLine(state, theme);
  return <Lines lines={[line]} width={size.columns} />;
}

/** Over the last line of the panes, so that nothing moves when it comes and goes. */
function PromptNote(): ReactElement | null {
  const { theme } = useDrawing();
  const overlay = useFrame((state) => state.overlay);
  const { columns, rows } = useFrame((state) => state.size);
  const note = overlay.kind === 'prompt' ? promptNote(overlay.prompt, columns, theme) : null;
  if (note === null) return null;
  return (
    <Box position="absolute" marginTop={rows - 2}>
      <Lines lines={[note]} width={columns} />
    </Box>
  );
}

function TooSmall(): ReactElement {
  const { theme } = useDrawing();
  const { columns, rows } = useFrame((state) => state.size);
  const words = `too small: ${SMALLEST.columns}x${SMALLEST.rows} needed`;
  const before = Math.max(0, Math.floor((columns - words.length) / 2));
  const line = drawText(' '.repeat(before) + words, columns, theme);
  const blank = ' '.repeat(columns);
  const above = Math.floor((rows - 1) / 2);
  const lines = Array.from({ length: rows }, (_, row) => (row === above ? line : blank));
  return <Lines lines={lines} width={columns} />;
}

/** Side by side where they start in the same line, else above each other. */
function UpperPanes({ stream, detail }: Layout['panes']): ReactElement {
  const direction = stream?.top === detail?.top ? 'row' : 'column';
  return (
    <Box flexDirection={direction}>
      {stream !== null && <StreamPane rect={stream} />}
      {detail !== null && <DetailPane rect={detail} />}
    </Box>
  );
}

function Panes({ layout }: { readonly layout: Layout }): ReactElement {
  const { stream, partitions } = layout.panes;
  // On a wide, flat screen the partitions stand where the detail does otherwise.
  const direction = stream !== null && stream.top === partitions?.top ? 'row' : 'column';
  return (
    <Box flexDirection={direction}>
      <UpperPanes {...layout.panes} />
      {partitions !== null && <PartitionsPane rect={partitions} />}
    </Box>
  );
}

/** The events over a list, which has a header of its own. */
function EventsScreen(): ReactElement {
  const { columns, rows } = useFrame((state) => state.size);
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <EventsPane rect={{ left: 0, top: 0, width: columns, height: rows - 1 }} />
      <Footer />
    </Box>
  );
}

/** A whole frame: as many lines as the screen has, each as wide as it. */
export function Screen(): ReactElement {
  const size = useFrame((state) => state.size);
  const focus = useFrame((state) => state.focus);
  const zoom = useFrame((state) => state.zoom);
  const overlay = useFrame((state) => state.overlay);
  const session = useFrame((state) => state.session);
  const place = useFrame((state) => placeOf(state.places));
  const layout = useMemo(
    () => layoutFor({ size, focus, zoom, overlay, session }),
    [size, focus, zoom, overlay, session],
  );
  if (layout.kind === 'too-small') return <TooSmall />;
  const over = coversPanes(overlay) ? overlayRect(layout) : null;
  if (place.kind !== 'stream' && overlay.kind === 'events') return <EventsScreen />;
  if (place.kind !== 'stream') {
    return <ListScreen help={overlay.kind === 'help' ? over : null} />;
  }
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <Header layout={layout} />
      {layout.summary !== null && <Summary />}
      {over === null && <Panes layout={layout} />}
      {over !== null && overlay.kind === 'help' && <HelpPane rect={over} />}
      {over !== null && overlay.kind === 'checklist' && <ChecklistPane rect={over} />}
      {over !== null && overlay.kind === 'events' && <EventsPane rect={over} />}
      {over !== null && showsSearch(overlay) && <SearchPane rect={over} />}
      <Footer />
      <PromptNote />
    </Box>
  );
}
