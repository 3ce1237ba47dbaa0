import { filterOf, NO_INT64, orderOf, type Where } from '@vibe/shared';
import { describe, expect, test } from 'vitest';
import { encodeKey } from '../indexing/index-key.ts';
import { type Plan, type PlanFacts, planQuery } from './plan.ts';
import type { PlannedIndex } from './plan-index.ts';

const index = (name: string, fields: string[], more: Partial<PlannedIndex> = {}): PlannedIndex => ({
  ...{ name, stored: `${name}~1`, fields, each: false, state: 'ready', progress: '' },
  ...more,
});
const facts: PlanFacts = {
  collection: 'a/posts',
  indexes: [
    index('byStatus', ['status']),
    index('byStatusDue', ['status', 'due']),
    index('byTags', ['tags'], { each: true }),
    index('byAge', ['age'], { state: 'building', progress: 'building, 3 %' }),
    index('byOld', ['old'], { state: 'dropping' }),
  ],
  int64: NO_INT64,
  search: undefined,
};
const planned = (where: Where, sort?: string | string[], whose: 'own' | 'owner' | 'many' = 'many') =>
  planQuery({ filter: filterOf(where), order: orderOf(sort), search: undefined, whose }, facts);
const walks = (plans: ReturnType<typeof planned>) =>
  'code' in plans
    ? plans.code
    : plans.map(({ walk, direction, residual, sort }: Plan) =>
        [walk.by === 'index' ? walk.index : walk.by, direction, ...(residual ? ['filtered'] : []), ...(sort ? ['sorted'] : [])].join(' '),
      );

describe('a query over everybody’s documents', () => {
  test.each<[Where, string | string[] | undefined, string[] | string]>([
    [{}, undefined, ['creation desc']],
    [{}, 'createdAt', ['creation asc']],
    [{ createdAt: { gt: '2026-01-01' } }, undefined, ['creation desc']],
    [{ status: 'open' }, undefined, ['byStatus~1 desc']],
    [{ status: 'open' }, ['status', 'createdAt'], ['byStatus~1 asc']],
    [{ status: 'open', createdAt: { lt: '2026-01-01' } }, undefined, ['byStatus~1 desc']],
    [{ status: 'open' }, '-due', ['byStatusDue~1 desc']],
    [{ status: 'open', due: { gte: 3, lt: 5 } }, 'due', ['byStatusDue~1 asc']],
    [{ status: 'open', due: 3 }, undefined, ['byStatusDue~1 desc']],
    [{ and: [{ status: { in: ['open', 'late'] } }, { due: { exists: true } }] }, 'due', ['byStatusDue~1 asc']],
    [{}, ['status', 'due'], ['byStatusDue~1 asc']],
    [{ tags: { contains: 'red' } }, undefined, ['byTags~1 desc']],
    [{}, ['status', '-due'], 'index_required'],
    [{ status: 'open', due: { gt: 3 } }, undefined, 'index_required'],
    [{ due: 3 }, undefined, 'index_required'],
    [{ status: { ne: 'open' } }, undefined, 'index_required'],
    [{ tags: { contains: 'red' }, status: 'open' }, undefined, 'index_required'],
    [{ tags: 'red' }, undefined, 'index_required'],
    [{ status: 'open', due: { gt: 3 }, createdAt: { gt: '2026-01-01' } }, 'due', 'index_required'],
    [{ old: 1 }, undefined, 'index_required'],
    [{ age: 1 }, undefined, 'index_building'],
  ])('%j by %j is answered by %j', (where, sort, expected) => {
    expect(walks(planned(where, sort))).toEqual(expected);
  });
});

describe('a query within one’s own documents', () => {
  test.each<[Where, string | string[] | undefined, string[]]>([
    [{ status: 'open' }, undefined, ['byStatus~1 desc']],
    [{ status: 'open', title: 'x' }, undefined, ['byStatus~1 desc filtered', 'creation desc filtered']],
    [{ status: 'open', title: { ne: 'x' } }, 'title', ['byStatus~1 desc filtered sorted', 'creation asc filtered sorted']],
    [{ status: 'open', due: { gt: 3 } }, undefined, ['byStatusDue~1 desc filtered sorted', 'creation desc filtered']],
    [{ title: 'x' }, ['status', 'due'], ['byStatusDue~1 asc filtered', 'creation asc filtered sorted']],
    [{ or: [{ a: 1 }, { b: 2 }] }, undefined, ['creation desc filtered']],
    [{ age: 1 }, undefined, ['creation desc filtered']],
  ])('%j by %j is answered by %j', (where, sort, expected) => {
    expect(walks(planned(where, sort, 'own'))).toEqual(expected);
  });

  test('of somebody else’s no index is walked: it does not go by owner', () => {
    expect(walks(planned({ status: 'open' }, undefined, 'owner'))).toEqual(['creation desc filtered']);
  });
});

test('where a walk goes', () => {
  const ranges = (where: Where, sort?: string) => {
    const plans = planned(where, sort);
    const walk = 'code' in plans ? undefined : plans[0]?.walk;
    return walk?.by === 'index' ? walk.ranges.map(({ low, skip }) => [low.toString('hex'), skip]) : undefined;
  };
  const key = (...values: unknown[]) => encodeKey(values);
  expect(ranges({ status: 'open' })).toEqual([[key('open').toString('hex'), key('open').length]]);
  expect(ranges({ status: { in: ['a', 'b', 'a'] } })).toEqual([
    [key('a').toString('hex'), key('a').length],
    [key('b').toString('hex'), key('b').length],
  ]);
  expect(ranges({ status: 'open', due: { gte: 3 } }, 'due')).toEqual([[key('open', 3).toString('hex'), key('open').length]]);
  expect(ranges({ status: { in: [] } })).toEqual([]);
});
