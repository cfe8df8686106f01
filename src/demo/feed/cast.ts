import { base, en, Faker } from '@faker-js/faker';
import type { NewRecord } from '../broker/batch-writer.js';

const INDUSTRIES = [
  'Market Research',
  'Logistics',
  'Renewables',
  'Publishing',
  'Fisheries',
  'Insurance',
  'Toy Making',
  'Space Travel',
];
/** Names that belong to nobody (RFC 2606). */
const MAIL_HOSTS = ['example.org', 'example.com', 'example.net', 'mail.example', 'post.example'];
const LOCATIONS = [
  'Bus Stop',
  'School gate',
  'Market Square',
  'Elm Street',
  'Library',
  'Old Bridge',
];
const PACKS = ['small', 'medium', 'large'];
/** Users that are remembered, so that orders come from people who have just signed up. */
const REMEMBERED = 50;

/** The 15 fields of a workshop user, in the order in which they arrive. */
export interface DemoUser {
  readonly email: string;
  readonly credit_card_number: string;
  readonly company_name: string;
  readonly company_slogan: string;
  readonly industry: string;
  readonly user_name: string;
  readonly avatar: string;
  readonly name: string;
  readonly profession: string;
  readonly field: string;
  readonly premium: boolean;
  readonly credit: number;
  readonly time_zone: string;
  readonly user_agent: string;
  readonly pack: string;
}

/** Makes up the people of the demo and what they do. The same seed makes up the same, in the same order. */
export class Cast {
  readonly faker: Faker;
  readonly #names: string[] = [];

  constructor(seed: number) {
    this.faker = new Faker({ locale: [en, base], seed });
  }

  user(): DemoUser {
    const { faker } = this;
    const first = faker.person.firstName();
    const last = faker.person.lastName();
    const userName = plain(`${first}_${faker.lorem.word()}`);
    this.#remember(userName);
    return {
      email: plain(`${first}_${last}@${faker.helpers.arrayElement(MAIL_HOSTS)}`),
      credit_card_number: faker.finance.creditCardNumber().replaceAll('-', ''),
      company_name: faker.company.name(),
      company_slogan: faker.company.catchPhrase(),
      industry: faker.helpers.arrayElement(INDUSTRIES),
      user_name: userName,
      avatar: `https://robohash.org/${plain(last)}.png?size=50x50`,
      name: `${first} ${last}`,
      profession: faker.person.jobType().toLowerCase(),
      field: faker.person.jobArea(),
      premium: faker.datatype.boolean(0.3),
      credit: faker.number.int({ min: -20, max: 99 }),
      time_zone: faker.location.timeZone(),
      user_agent: faker.internet.userAgent(),
      pack: faker.helpers.arrayElement(PACKS),
    };
  }

  /** Keyed by the user's name; now and then nobody gave a key. */
  userRecord(): NewRecord {
    const user = this.user();
    const key = this.faker.datatype.boolean(0.9) ? user.user_name : null;
    return { key, value: JSON.stringify(user) };
  }

  orderRecord(): NewRecord {
    const { faker } = this;
    const order = {
      order_id: faker.string.uuid(),
      user: this.someone(),
      item: faker.food.dish().toLowerCase(),
      quantity: faker.number.int({ min: 1, max: 12 }),
    };
    return { key: order.order_id, value: JSON.stringify(order) };
  }

  alertRecord(): NewRecord {
    const { faker } = this;
    const child = faker.person.firstName();
    const location = faker.helpers.arrayElement(LOCATIONS);
    const time = `15:${String(faker.number.int({ min: 0, max: 59 })).padStart(2, '0')}`;
    const message = faker.helpers.arrayElement([
      `${child} is at the ${location.toLowerCase()}`,
      `${child} left at ${time}`,
      `${child} got on the bus`,
      `${child} is waiting since ${time}`,
    ]);
    const alert = { parent_name: faker.person.firstName(), child_name: child, location, message };
    const key = faker.datatype.boolean() ? child : location;
    return { key, value: JSON.stringify(alert) };
  }

  /** The name of a user who signed up lately. */
  someone(): string {
    return this.#names.length === 0 ? 'lara' : this.faker.helpers.arrayElement(this.#names);
  }

  #remember(name: string): void {
    this.#names.push(name);
    if (this.#names.length > REMEMBERED) this.#names.shift();
  }
}

/** Lower case without anything that an address could not have. */
function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^\w@.]/g, '');
}
