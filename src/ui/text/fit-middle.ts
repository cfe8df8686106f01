import { clusterAt, type Glyphs } from './cluster.js';
import { ellipsisFor, fit, spaces } from './fit.js';

/** UTF-16 units that are looked at for one end: text of any length costs no more. */
const MOST = 1024;
/** With fewer cells there is no middle to speak of. */
const LEAST = 5;

interface End {
  readonly drawn: string;
  readonly width: number;
}

/**
 * Safe text of exactly `cells` cells, like `fit`, but cut in its middle: names that begin alike are told apart by
 * their ends.
 */
export function fitMiddle(text: string, cells: number, glyphs: Glyphs = 'unicode'): string {
  if (cells < LEAST || headOf(text, cells, glyphs).end >= text.length) {
    return fit(text, cells, 'left', glyphs);
  }
  const back = Math.floor((cells - 1) / 2);
  const head = headOf(text, cells - 1 - back, glyphs);
  const tail = tailOf(text, head.end, back, glyphs);
  const rest = cells - 1 - head.width - tail.width;
  return head.drawn + ellipsisFor(glyphs) + tail.drawn + spaces(rest);
}

/** The name, cut in its middle where it takes more than `cells`; not padded. */
export function shortened(name: string, cells: number, glyphs: Glyphs = 'unicode'): string {
  return fitMiddle(name, cells, glyphs).trimEnd();
}

/** As much of the beginning as takes `cells`; `end` is where it stops in the text. */
function headOf(text: string, cells: number, glyphs: Glyphs): End & { readonly end: number } {
  let drawn = '';
  let width = 0;
  let end = 0;
  while (end < text.length && end < MOST) {
    const cluster = clusterAt(text, end, glyphs);
    if (width + cluster.width > cells) break;
    drawn += cluster.drawn;
    width += cluster.width;
    end = cluster.end;
  }
  return { drawn, width, end };
}

/** As much of the end as takes `cells`; nothing before `from`, the end of a cluster. */
function tailOf(text: string, from: number, cells: number, glyphs: Glyphs): End {
  const clusters: End[] = [];
  const near = text.length - MOST;
  // Where long text is entered, half of a character may stand: what it gives is not taken.
  let at = near > from ? clusterAt(text, near, glyphs).end : from;
  while (at < text.length) {
    const cluster = clusterAt(text, at, glyphs);
    clusters.push(cluster);
    at = cluster.end;
  }
  let drawn = '';
  let width = 0;
  for (const cluster of clusters.reverse()) {
    if (width + cluster.width > cells) break;
    drawn = cluster.drawn + drawn;
    width += cluster.width;
  }
  return { drawn, width };
}
