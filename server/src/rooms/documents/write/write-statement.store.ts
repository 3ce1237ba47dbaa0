import type { Statement } from '../../../platform/statement.ts';
import { casts, type WriteShape, type WriteValue, type WriteValues } from './write-shape.ts';
import {
  documentWrite,
  groupsNamed,
  keyOf,
  LOST,
  lostLeaves,
  noted,
  placesIndexed,
  RETURNED,
  readerRows,
  revisions,
  stream,
} from './write-steps.store.ts';

/*
 * A write is one statement: the owner's counter (whose row lock puts the owner's writes in order), the document, its reader rows, its index rows, the
 * change and whom it concerns. A document that is not at the expected revision makes vibe_written() raise, which undoes all of it.
 * Under READ COMMITTED a write that waited for the counter sees documents as they were before it waited; the revision in the UPDATE's condition is
 * checked again on the newest row, so a stale write never gets through.
 */
export function writeStatement(shape: WriteShape, values: WriteValues): Statement {
  const name = `documents.${shape.kind}${wants.map((want) => (shape[want] ? ` ${want}` : '')).join('')}`;
  const { text, takes } = composed.get(name) ?? remember(name, compose(shape));
  return { name, text, values: takes.map((each) => values[each]) };
}

const wants = ['indexed', 'searched', 'grouped', 'history', 'sharing', 'moving', 'anew', 'losing'] as const;

interface Composed {
  readonly text: string;
  readonly takes: readonly WriteValue[];
}
const composed = new Map<string, Composed>();
function remember(name: string, made: Composed): Composed {
  composed.set(name, made);
  return made;
}

function compose(shape: WriteShape): Composed {
  const takes: WriteValue[] = [];
  const $ = (value: WriteValue): string => {
    if (!takes.includes(value)) takes.push(value);
    return `$${takes.indexOf(value) + 1}::${casts[value]}`;
  };
  const lost = shape.kind === 'share' || shape.sharing === true;
  const steps = [
    stream(shape, $),
    ...(lost
      ? [`before as (select doc.readers, doc.denied from documents doc where (doc.owner_did, doc.collection, doc.id) = (${keyOf($)}))`]
      : []),
    `document as (${documentWrite(shape, $)} ${RETURNED})`,
    ...readerRows(shape, $),
    ...placesIndexed(shape, $),
    ...(shape.grouped ? groupsNamed($) : []),
    ...(shape.losing ? lostLeaves($) : []),
    ...(shape.history ? [revisions(shape, $)] : []),
    `told as (select document.*, ${lost ? LOST : "'{}'::text[] as lost"} from document${lost ? ', before' : ''})`,
    ...noted(shape, $),
  ];
  const text = `with ${steps.join(',\n')}
    select vibe_written(seq) as seq, generation, hash, acl, created_at from (select) as one left join document on true`;
  return { text, takes };
}
