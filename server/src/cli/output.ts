import { VibeError } from '@vibe/shared';
import { ConfigError } from '../config.ts';
import { EmbeddedPostgresError } from '../platform/embedded-postgres/error.ts';
import { MailError } from '../platform/mailer.ts';

/** One JSON value for a program, or lines for a person. */
export function print(json: boolean | undefined, value: unknown, lines: readonly string[]): void {
  process.stdout.write(`${json ? JSON.stringify(value) : lines.join('\n')}\n`);
}

/** Rows with aligned columns. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** The one readable line of a failed command; a stack only for what nobody foresaw. */
export function explain(error: unknown): string {
  if (error instanceof VibeError) {
    const issues = (error.issues ?? []).map((issue) => `\n  ${issue.path || '/'}: ${issue.message}`).join('');
    return [error.message + issues, error.hint].filter(Boolean).join('\n');
  }
  if (error instanceof EmbeddedPostgresError) return `${error.message}\n${error.hint}`;
  if (error instanceof ConfigError || error instanceof MailError) return error.message;
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE') return 'That port is taken. Choose another with PORT=…';
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === '28P01' || code === '3D000')
    return `The database cannot be reached: ${(error as Error).message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
