import type { Database } from '../../../server/src/platform/database.ts';
import type { Statement } from '../../../server/src/platform/statement.ts';

/** A statement of the server's, and in whose name it read. */
export interface Recorded {
  readonly principals: readonly string[];
  readonly statement: Statement;
}

/** The database, and a tape of what documents were read by. */
export function recording(database: Database): { readonly database: Database; start(): void; stop(): Recorded[] } {
  let tape: Recorded[] | undefined;
  const recorded =
    <Row>(read: Database['read']) =>
    (principals: readonly string[], statement: Statement) => {
      tape?.push({ principals, statement });
      return read<Row>(principals, statement);
    };
  return {
    database: {
      ...database,
      read: recorded(database.read) as Database['read'],
      readBulk: recorded(database.readBulk) as Database['readBulk'],
    },
    start() {
      tape = [];
    },
    stop() {
      const taped = tape ?? [];
      tape = undefined;
      return taped;
    },
  };
}
