import { parseArguments, usage } from './arguments.js';
import { inspect } from './inspect.js';

export interface Run {
  readonly output: string;
  readonly errors: string;
  /** 0 read, 1 a file could not be read or parsed at all, 2 bad usage. */
  readonly exitCode: 0 | 1 | 2;
}

/** The command line as a function of its arguments and of what files hold. */
export function run(
  args: readonly string[],
  io: { readonly read: (path: string) => Uint8Array },
): Run {
  const parsed = parseArguments(args);
  if (!parsed.ok) return { output: '', errors: `${parsed.error}\n\n${usage}\n`, exitCode: 2 };
  if (parsed.value.command === 'help') return { output: `${usage}\n`, errors: '', exitCode: 0 };
  const { output, failures } = inspect(parsed.value, io);
  const errors = failures.map((failure) => `${failure}\n`).join('');
  return { output, errors, exitCode: failures.length > 0 ? 1 : 0 };
}
