import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { askPassword, runPasswordCommand } from '../../src/config/password.js';

class Keyboard extends EventEmitter {
  raw = false;
  flowing = false;
  setRawMode(raw: boolean): void {
    this.raw = raw;
  }
  resume(): void {
    this.flowing = true;
  }
  pause(): void {
    this.flowing = false;
  }
}

function asked(): { keyboard: Keyboard; said: () => string; answer: Promise<string> } {
  const keyboard = new Keyboard();
  let said = '';
  const answer = askPassword('password: ', keyboard, { write: (text) => (said += text) });
  return { keyboard, said: () => said, answer };
}

describe('the question for a password', () => {
  it.each([
    [['secret2\r'], 'secret2'],
    [['sec', 'ret2', '\n'], 'secret2'],
    [['sx\u007Fecret\b2\r'], 'secre2'],
    [['wrong\u0015right\r'], 'right'],
    [['\t pass w\u001B\r'], ' pass w'],
    [['\r'], ''],
  ])('takes %j', async (typed, password) => {
    const { keyboard, said, answer } = asked();
    expect(keyboard).toMatchObject({ raw: true, flowing: true });
    for (const text of typed) keyboard.emit('data', Buffer.from(text));
    expect(await answer).toBe(password);
    expect(said()).toBe('password: \n');
    expect(keyboard).toMatchObject({ raw: false, flowing: false });
    expect(keyboard.eventNames()).toEqual([]);
  });

  it('takes a letter whose bytes come one by one', async () => {
    const { keyboard, answer } = asked();
    for (const byte of Buffer.from('ü€\r')) keyboard.emit('data', Buffer.from([byte]));
    expect(await answer).toBe('ü€');
  });

  it.each([['a\u0003'], ['\u0004']])('is left by %j with 130', async (typed) => {
    const { keyboard, answer } = asked();
    keyboard.emit('data', Buffer.from(typed));
    await expect(answer).rejects.toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
    expect(keyboard.raw).toBe(false);
  });

  it('ends with the terminal', async () => {
    const { keyboard, answer } = asked();
    keyboard.emit('end');
    await expect(answer).rejects.toMatchObject({ exitCode: 130 });
  });
});

describe('a command for a password', () => {
  it('gives what it prints, without the newline at the end', async () => {
    expect(await runPasswordCommand("printf ' a b \\n'")).toBe(' a b ');
  });

  it.each([
    ['exit 3', 'failed (exit code 3)'],
    ['true', 'printed nothing'],
    ['kill -9 $$', 'failed (SIGKILL)'],
  ])('%j is told without its words', async (command, reason) => {
    await expect(runPasswordCommand(command)).rejects.toThrow(reason);
  });
});
