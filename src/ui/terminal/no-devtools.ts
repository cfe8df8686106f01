/** Stands in for `react-devtools-core` in the bundle: Ink asks for it only in development. */
const devtools = { initialize: (): void => undefined, connectToDevTools: (): void => undefined };
// eslint-disable-next-line no-restricted-syntax -- the package that this replaces has a default export
export default devtools;
