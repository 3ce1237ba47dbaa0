/** What keeps the embedded Postgres from running, in one readable line, and in `hint` what to do about it. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

const OWN_DATABASE = 'or set DATABASE_URL to a Postgres of your own';

/** Errors of the file system that a person can do something about; anything else stays what it is. */
export function explainFileError(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const because = { cause: error };
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new EmbeddedPostgresError(
      `The data folder ${path} cannot be written (${code}).`,
      `Give this user the folder, choose another with VIBE_DATA, ${OWN_DATABASE}.`,
      because,
    );
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new EmbeddedPostgresError(
      `There is no space left for the data folder ${path}.`,
      `Free some space, choose another folder with VIBE_DATA, ${OWN_DATABASE}.`,
      because,
    );
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return new EmbeddedPostgresError(
      `There is a file where the data folder ${path} should be.`,
      'Move that file away, or choose another folder with VIBE_DATA.',
      because,
    );
  return error;
}

/** What Postgres or initdb said last before it gave up, as one line. */
export function explainOutput(program: string, output: string, path: string): EmbeddedPostgresError {
  if (/no space left on device|disk quota exceeded/i.test(output))
    return explainFileError({ code: 'ENOSPC' }, path) as EmbeddedPostgresError;
  if (/permission denied|read-only file system/i.test(output)) return explainFileError({ code: 'EACCES' }, path) as EmbeddedPostgresError;
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const said = lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? 'nothing';
  return new EmbeddedPostgresError(
    `${program} could not start: ${said.replace(/^.*?(FATAL|PANIC|error):\s*/, '')}`,
    `Its log is ${path}.log. Repair what it names, ${OWN_DATABASE}.`,
  );
}
