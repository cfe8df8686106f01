import { type Found } from './layer.js';
import { ValueError, badValue } from './value-error.js';

/** `a:1,b:2` → addresses. Throws a ValueError on what can't be one. */
export function readBrokers(given: Found): string[] {
  const key = given.origin === 'flag -b' ? '-b' : 'bootstrap.servers';
  if (given.written.includes('${') && given.written !== given.value) return expanded(given, key);
  try {
    return splitBrokers(given.value);
  } catch (error) {
    throw error instanceof ValueError ? badValue(given, `${key}: ${error.message}`) : error;
  }
}

/** What came out of a variable or a file is not said again. */
function expanded(given: Found, key: string): string[] {
  try {
    return splitBrokers(given.value);
  } catch {
    throw badValue(given, `${key}: ${given.written} is not a broker address; write HOST:PORT`);
  }
}

function splitBrokers(text: string): string[] {
  const brokers = text
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
  for (const address of brokers) {
    const valid = /^(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::(\d{1,5}))?$/.exec(address);
    if (!valid || Number(valid[1] ?? 9092) > 65_535 || Number(valid[1] ?? 9092) === 0) {
      throw new ValueError(
        `"${address.replace(/^.*@/, '…@')}" is not a broker address; write HOST:PORT, or [ADDRESS]:PORT for IPv6`,
      );
    }
  }
  if (brokers.length === 0) throw new ValueError('no broker address is given; write HOST:PORT');
  return brokers;
}
