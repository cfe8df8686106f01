import { expect, it } from 'vitest';
import { KafkaTuiError } from '../../../src/model/problem.js';
import { users } from '../support/samples.js';
import { Stage } from '../support/stage.js';

it('enter once more, right after a filter was typed, searches on with it', async () => {
  const stage = new Stage(users()).type('/lara\r');
  expect((await stage.lines()).at(-1)).toContain('enter search on');
  stage.type('\r');
  expect(stage.session.log).toEqual(['filter lara', 'search lara topic']);
});

it('enter twice in one burst, with a filter that nothing matches, does it too', () => {
  const stage = new Stage(users()).type('/nothing like it\r\r');
  expect(stage.session.log).toEqual(['filter nothing like it', 'search nothing like it topic']);
});

it('any key in between, and enter is what it always is', async () => {
  const stage = new Stage(users()).type('/a\rj');
  expect((await stage.lines()).at(-1)).not.toContain('enter search on');
  stage.type('\r');
  expect(stage.session.log).toEqual(['filter a']);
  expect(stage.app.store.getState().zoom).not.toEqual([]);
  const removed = new Stage(users()).type('/\r\r');
  expect(removed.session.log).toEqual(['filter -']);
});

it('says why where there is nothing to search', async () => {
  const stage = new Stage(users());
  stage.session.searching = () => {
    throw new KafkaTuiError({ code: 'X', message: 'a member reads', next: 'leave out -G' });
  };
  stage.type('/lara\r\r');
  expect((await stage.lines()).at(-1)).toContain('a member reads: leave out -G');
});
