/** Stands in for `is-in-ci` in the bundle: Ink must draw whenever we gave it a screen. */
const isInCi = false;
// eslint-disable-next-line no-restricted-syntax -- the package that this replaces has a default export
export default isInCi;
