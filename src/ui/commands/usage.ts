import { EXIT, KafkaTuiError } from '../../model/problem.js';

/** What was typed is not what a command takes. */
export function usage(message: string, next: string): KafkaTuiError {
  return new KafkaTuiError({ code: 'USAGE', message, next, exitCode: EXIT.usage });
}
