/**
 * What a piece of text means; the theme decides how that looks. `plain` is ordinary text, `dim` is
 * metadata, `odd` wants attention, `bad` is lost or failed, `good` is healthy, `accent` is where one is,
 * `cluster` is whose cluster it is, `match` is a filter's hit; the others are the parts of a JSON document.
 */
export type Tone =
  | 'plain'
  | 'dim'
  | 'odd'
  | 'bad'
  | 'good'
  | 'accent'
  | 'cluster'
  | 'match'
  | 'key'
  | 'string'
  | 'number'
  | 'boolean'
  | 'null'
  | 'punctuation';

/** Text with a meaning. The text may hold anything a message held: it is made safe when it is drawn. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** One logical line; it may be wider than the pane. */
export type Line = readonly Span[];
