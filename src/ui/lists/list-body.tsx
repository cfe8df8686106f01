import { Box } from 'ink';
import type { ReactElement } from 'react';
import { useFrame } from '../drawing.js';
import { ChangePane } from './change-pane.js';
import { bodyRect, listLayout } from './list-layout.js';
import { ListPane } from './list-pane.js';

/** What lies between header and footer while no messages are on screen. */
export function ListBody(): ReactElement {
  const state = useFrame((whole) => whole);
  if (state.change !== null) return <ChangePane rect={bodyRect(state.size)} />;
  return (
    <Box flexDirection="column">
      {listLayout(state).map(({ id, rect }) => (
        <ListPane key={id} id={id} rect={rect} />
      ))}
    </Box>
  );
}
