import { describe, expect, it } from 'vitest';
import { KafkaTuiError } from '../../../src/model/problem.js';
import { users } from '../support/samples.js';
import { Stage } from '../support/stage.js';

function filterOf(stage: Stage): string | undefined {
  return stage.session.current().stream.filter?.text;
}

function saved(stage: Stage): [string, string][] {
  return [...stage.workspace.preferences.of('new_users').filters];
}

describe('filters with a name', () => {
  it('are saved from what is in force or what is typed, put in force, and deleted', async () => {
    const stage = new Stage(users()).type(':filter email:lara*\r').type(':filter save lara\r');
    stage.type(':filter save rich credit:>10 OR premium:true\r');
    expect(saved(stage)).toEqual([
      ['lara', 'email:lara*'],
      ['rich', 'credit:>10 OR premium:true'],
    ]);
    expect(filterOf(stage)).toBe('email:lara*');
    await stage.lines();
    expect((await stage.lines()).at(-1)).toContain(':filter rich is credit:>10 OR premium:true');
    stage.type(':filter rich\r');
    expect(filterOf(stage)).toBe('credit:>10 OR premium:true');
    stage.type(':filter delete lara\r');
    expect(saved(stage).map(([name]) => name)).toEqual(['rich']);
    stage.type(':filter "rich"\r');
    expect(filterOf(stage)).toBe('"rich"');
    stage.type(':filter\r');
    expect(filterOf(stage)).toBeUndefined();
  });

  it('are completed beside what a query can begin with', async () => {
    const stage = new Stage(users()).type(':filter save lara email:lara*\r');
    const line = async () => (await stage.lines()).at(-1) ?? '';
    stage.type(':filter la\t');
    expect(await line()).toContain(':filter lara');
    stage.type('\u0015').type(':filter delete \t');
    expect(await line()).toContain(':filter delete lara');
    stage.type('\u0015').type(':filter save x cred\t');
    expect(await line()).toContain(':filter save x credit:');
    stage.type('\u0015').type(':filter ema\t');
    expect(await line()).toContain(':filter email:');
  });

  it.each([
    ['save', 'a name is missing'],
    ['save x', 'there is no filter to save'],
    ['save a:b x', "a:b can't be a name"],
    ['save AND x', "AND can't be a name"],
    ['save x credit:[1', '['],
    ['delete', 'one name is needed'],
    ['delete x', 'new_users has no filter x'],
  ])('%s is refused in the prompt, and nothing is saved', async (typed, message) => {
    const stage = new Stage(users()).type(`:filter ${typed}\r`);
    expect((await stage.lines()).slice(-2).join('\n')).toContain(message);
    expect(stage.app.store.getState().overlay.kind).toBe('prompt');
    expect(saved(stage)).toEqual([]);
  });

  it('hold for the run where they can not be written down, and say why', async () => {
    const stage = new Stage(users());
    const { preferences } = stage.workspace;
    preferences.setColumns = () =>
      Promise.reject(
        new KafkaTuiError({
          ...{ code: 'CONFIG_FILE', message: "~/x can't be written (not allowed)", exitCode: 1 },
          next: 'correct who may write there',
        }),
      );
    stage.type(':columns email\r');
    await stage.lines();
    expect((await stage.lines()).at(-1)).toContain("for this run only: ~/x can't be written");
    expect(stage.app.store.getState().columns).toEqual(['email']);
  });
});
