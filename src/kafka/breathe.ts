/** Gives other work a turn, where much is worked on in one go. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
