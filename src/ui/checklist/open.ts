import type { Handler } from '../keys/context.js';
import { refresh } from '../keys/refresh.js';

/** Opens the checklist; one that is not there yet, or is in sight already, is gone through now. */
export const openChecklist: Handler = (context, state) => {
  const isOpen = state.overlay.kind === 'checklist';
  if (isOpen || state.session.checklist === null) context.session.commands.check();
  if (!isOpen) state.openChecklist();
  refresh(context);
};
