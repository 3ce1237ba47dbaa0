import type { Db } from '../../platform/database.ts';

export interface NewEvent {
  readonly id: string;
  readonly at: Date;
  readonly what: string;
  readonly detail: string | null;
  readonly device: string;
  readonly network: string;
}

/** The same statement for an account that is not there, which then gets no line. */
export const insertEvent = (db: Db, did: string, event: NewEvent) =>
  db
    .insertInto('account_events')
    .columns(['did', 'id', 'at', 'what', 'detail', 'device', 'network'])
    .expression(({ selectFrom, val }) =>
      selectFrom('accounts')
        .select([
          'did',
          val(event.id).as('id'),
          val(event.at).as('at'),
          val(event.what).as('what'),
          val(event.detail).as('detail'),
          val(event.device).as('device'),
          val(event.network).as('network'),
        ])
        .where('did', '=', did),
    )
    .execute();

export const listEvents = (db: Db, did: string, limit: number) =>
  db
    .selectFrom('account_events')
    .select(['what', 'detail', 'at', 'device', 'network'])
    .where('did', '=', did)
    .orderBy('at', 'desc')
    .limit(limit)
    .execute();
