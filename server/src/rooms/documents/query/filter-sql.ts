import { type Condition, CREATED_AT, comparable, type Filter, type Int64Fields, type Operand } from '@vibe/shared';
import type { StatementText } from './statement-text.ts';

/** SQL that says of a document what `matches` of shared says; never null. Fields and operands are values of the statement. */
export function filterSql(filter: Filter, text: StatementText, int64: Int64Fields, from: string): string {
  if (filter.op === 'and' || filter.op === 'or') {
    const parts = filter.of.map((each) => filterSql(each, text, int64, from));
    return parts.length === 0 ? String(filter.op === 'and') : `(${parts.join(` ${filter.op} `)})`;
  }
  if (filter.op === 'not') return `(not ${filterSql(filter.of, text, int64, from)})`;
  if (filter.path === CREATED_AT) return createdSql(filter, text, `${from}.created_at`);
  return conditionSql(filter, text, fieldSql(filter.path, text, from), int64.has(filter.path));
}

/** jsonb at a dotted path: `->` with text leads into objects alone, as valueAt does. Null: there is none. */
export function fieldSql(path: string, text: StatementText, from: string): string {
  const names = path.split('.').map((name, at, all) => text.as(`field ${at} ${all.slice(0, at + 1).join('.')}`, name, 'text'));
  return `(${[`${from}.body`, ...names].join(' -> ')})`;
}

function conditionSql(condition: Condition, text: StatementText, field: string, isInt64: boolean): string {
  const { op, value } = condition;
  const type = (is: string, then: string) => `(case when jsonb_typeof(${field}) = '${is}' then ${then} else false end)`;
  switch (op) {
    case 'exists':
      return `(${field} is ${value ? 'not ' : ''}null)`;
    case 'startsWith':
      return type('string', `starts_with(${field} #>> '{}', ${text.$(value, 'text')})`);
    case 'eq':
      return equalSql([value], text, field, isInt64);
    case 'ne':
      return `(not ${equalSql([value], text, field, isInt64)})`;
    case 'in':
      return value.length === 0 ? `(${field} is null and false)` : equalSql(value, text, field, isInt64);
    case 'contains':
      return type(
        'array',
        `exists (select from jsonb_array_elements(${field}) as element where ${equalSql([value], text, 'element', isInt64)})`,
      );
    default: {
      const wanted = comparable(value, isInt64);
      const sign = signs[op];
      if (typeof wanted === 'string') {
        const compared = `(${field} #>> '{}') collate "C" ${sign} ${text.$(wanted, 'text')}`;
        return type('string', isInt64 ? `(vibe_int64(${field}) is null and ${compared})` : compared);
      }
      const number = isInt64 ? `vibe_number(${field})` : `(${field} #>> '{}')::numeric`;
      const compared = `${number} ${sign} ${text.$(String(wanted), 'numeric')}`;
      return isInt64 ? `coalesce(${compared}, false)` : type('number', compared);
    }
  }
}

const signs = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/** Is the field one of these? jsonb compares numbers by value and text by its bytes; an array is never equal to its one element. */
function equalSql(values: readonly Operand[], text: StatementText, field: string, isInt64: boolean): string {
  const same = `coalesce(${field} = any (${text.$(
    values.map((each) => JSON.stringify(each)),
    'jsonb[]',
  )}), false)`;
  if (!isInt64) return same;
  const numbers = values.map((each) => comparable(each, true)).filter((each) => typeof each === 'bigint' || typeof each === 'number');
  return numbers.length === 0
    ? same
    : `(${same} or coalesce(vibe_number(${field}) = any (${text.$(numbers.map(String), 'numeric[]')}), false))`;
}

function createdSql({ op, value }: Condition, text: StatementText, created: string): string {
  if (op === 'in') return `(${created} = any (select each::timestamptz from unnest(${text.$(value, 'text[]')}) as each))`;
  const sign = op === 'eq' ? '=' : op === 'ne' ? '<>' : signs[op as keyof typeof signs];
  return `(${created} ${sign} ${text.$(value, 'timestamptz')})`;
}
