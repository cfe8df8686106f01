/** In one message alone. */
export const NEEDLE = 'needle-in-the-haystack';
const NEEDLE_AT = 0.7;
const VALUE_BYTES = 400;
const PEOPLE = 10_000;

const WORDS = (
  'lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore ' +
  'magna aliqua enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo'
).split(' ');

/** The same numbers in every run, for each message by itself. */
function numbers(seed: number): () => number {
  let state = Math.imul(seed + 1, 2_654_435_761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Users as JSON of 400 bytes in the words of a language, so that they compress as people's messages do. */
export function userLines(total: number): (from: number, count: number) => Buffer {
  const needle = Math.floor(total * NEEDLE_AT);
  return (from, count) => {
    const lines: string[] = [];
    for (let n = from; n < from + count; n++) lines.push(userLine(n, n === needle));
    return Buffer.from(lines.join(''));
  };
}

function userLine(n: number, hasNeedle: boolean): string {
  const random = numbers(n);
  const id = Math.floor(random() * PEOPLE);
  const domain = random() < 0.5 ? 'com' : 'org';
  const credit = Math.floor(random() * 1000) - 100;
  let value = `{"id":${n},"email":"user${id}@example.${domain}","premium":${random() < 0.3},"credit":${credit},"note":"`;
  if (hasNeedle) value += `${NEEDLE} `;
  while (value.length < VALUE_BYTES - 2)
    value += `${WORDS[Math.floor(random() * WORDS.length)] ?? ''} `;
  return `k${id}\t${value.slice(0, VALUE_BYTES - 2)}"}\n`;
}
