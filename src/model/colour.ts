/** What the name of a cluster can be shown in: the terminal's own colours. */
export const COLOURS = ['red', 'yellow', 'green', 'blue', 'magenta', 'cyan', 'white'] as const;

export type Colour = (typeof COLOURS)[number];
