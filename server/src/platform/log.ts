import { type Logger, pino } from 'pino';

export type Log = Logger;

/** JSON lines. Secrets are cut out by name wherever they stand, so that no caller has to remember. */
export function openLog(level: string, destination?: { write(line: string): void }): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'authorization',
        'cookie',
        'dpop',
        '*.authorization',
        '*.cookie',
        '*.dpop',
        '*.password',
        '*.token',
        '*.access_token',
        '*.refresh_token',
      ],
      censor: '[secret]',
    },
  };
  return destination ? pino(options, destination) : pino(options);
}
