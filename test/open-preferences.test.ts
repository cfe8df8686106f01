import { describe, expect, it } from 'vitest';
import { openPreferences } from '../src/open-preferences.js';
import { MemoryPreferences } from '../src/model/preferences.js';
import { EXIT, KafkaTuiError } from '../src/model/problem.js';
import { Home } from './config/home.js';

const PROFILE = ['default: lab', 'profiles:', '  lab:', '    brokers: lab:9092'];

async function opened(...more: readonly string[]) {
  const home = new Home();
  home.profiles(...PROFILE, ...more);
  return openPreferences(await home.config('new_users'));
}

async function refused(...more: readonly string[]): Promise<KafkaTuiError> {
  const failure = await opened(...more).catch((error: unknown) => error);
  if (failure instanceof KafkaTuiError) return failure;
  throw new Error('it was taken', { cause: failure });
}

describe('columns and filters that were chosen before', () => {
  it("are the profile's, and those of the topic where it has its own", async () => {
    const preferences = await opened(
      '    columns: [key, email]',
      '    topics: {new_users: {columns: [user.address.city]}}',
    );
    expect(preferences.of('orders').columns).toEqual(['key', 'email']);
    expect(preferences.of('new_users').columns).toEqual(['user.address.city']);
  });

  it('that are no fields are refused with the place where they stand', async () => {
    const profile = await refused('    columns: [email, "items["]');
    expect(profile.message).toMatch(
      /config\.yaml:5: columns: brackets .* in "email items\[" at column \d+$/,
    );
    expect(profile.exitCode).toBe(EXIT.usage);
    expect(profile.next).not.toBe('');
    const topic = await refused('    topics: {orders: {columns: ["items["]}}');
    expect(topic.message).toMatch(/config\.yaml: columns of orders: .* in "items\[" at/);
    expect(topic.exitCode).toBe(EXIT.usage);
  });

  it('are not looked for in a demo', async () => {
    const config = await new Home().config('new_users');
    expect(await openPreferences({ ...config, keeping: null })).toBeInstanceOf(MemoryPreferences);
  });
});
