import { parseArguments, usage } from './arguments.js';
import { inspect, type InspectIo } from './inspect.js';

export interface Run {
  readonly errors: string;
  /** 0 read, 1 a file could not be read or parsed at all, 2 bad usage. */
  readonly exitCode: 0 | 1 | 2;
}

/** The command line as a function of its arguments, of what files hold and of where output goes. */
export async function run(args: readonly string[], io: InspectIo): Promise<Run> {
  const parsed = parseArguments(args);
  if (!parsed.ok) return { errors: `${parsed.error}\n\n${usage}\n`, exitCode: 2 };
  if (parsed.value.command === 'help') {
    io.write(new TextEncoder().encode(`${usage}\n`));
    return { errors: '', exitCode: 0 };
  }
  const failures = await inspect(parsed.value, io);
  const errors = failures.map((failure) => `${failure}\n`).join('');
  return { errors, exitCode: failures.length > 0 ? 1 : 0 };
}
