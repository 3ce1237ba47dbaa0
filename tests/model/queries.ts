import type { Did, FindQuery, QualifiedCollection } from '@vibe/shared';
import type { Model, ModelDocument, Who } from './model.ts';

/** A question, and its answer by looking at every document. */
export interface Question {
  readonly name: string;
  readonly query: FindQuery;
  readonly among: (model: Model, document: ModelDocument, who: Who) => boolean;
  readonly order?: (a: ModelDocument, b: ModelDocument) => number;
  /** Visitors have nothing of their own, and nothing shared by name. */
  readonly signedIn?: boolean;
}

const newestFirst = (a: ModelDocument, b: ModelDocument): number => b.made - a.made;
/** A missing number comes before all others. */
const likesOf = ({ body }: ModelDocument): number => body.likes ?? Number.NEGATIVE_INFINITY;
const byLikes = (a: ModelDocument, b: ModelDocument): number =>
  likesOf(a) === likesOf(b) ? a.made - b.made : likesOf(a) < likesOf(b) ? -1 : 1;

export function questions(collection: QualifiedCollection, owner: Did): readonly Question[] {
  const ask = (query: Partial<FindQuery>): FindQuery => ({ collection, scope: 'all', ...query });
  return [
    { name: 'all', query: ask({}), among: (model, each, who) => model.canRead(each, who) },
    { name: 'own', query: ask({ scope: 'own' }), among: (_, each, who) => each.owner === who, signedIn: true },
    { name: 'shared', query: ask({ scope: 'shared' }), among: (model, each, who) => model.isSharedWith(each, who), signedIn: true },
    { name: 'public', query: ask({ scope: 'public' }), among: (model, each, who) => model.isPublicTo(each, who) },
    { name: 'of one owner', query: ask({ owner }), among: (model, each, who) => each.owner === owner && model.canRead(each, who) },
    {
      name: 'at least one like, most first',
      query: ask({ where: { likes: { gte: 1 } }, sort: '-likes' }),
      among: (model, each, who) => model.canRead(each, who) && each.body.likes !== undefined && each.body.likes >= 1,
      order: (a, b) => byLikes(b, a),
    },
    {
      name: 'one kind, by likes',
      query: ask({ where: { kind: 'a' }, sort: 'likes' }),
      among: (model, each, who) => model.canRead(each, who) && each.body.kind === 'a',
      order: byLikes,
    },
    {
      name: 'two kinds',
      query: ask({ where: { kind: { in: ['a', 'c'] } } }),
      among: (model, each, who) => model.canRead(each, who) && each.body.kind !== 'b',
    },
    {
      name: 'tagged',
      query: ask({ where: { tags: { contains: 'x' } } }),
      among: (model, each, who) => model.canRead(each, who) && each.body.tags.includes('x'),
    },
    {
      name: 'without likes',
      query: ask({ where: { likes: { exists: false } } }),
      among: (model, each, who) => model.canRead(each, who) && each.body.likes === undefined,
    },
    {
      name: 'searched',
      query: ask({ search: 'apple' }),
      among: (model, each, who) => model.canRead(each, who) && /apples?/i.test(each.body.text),
    },
    {
      name: 'own, by what no index holds',
      query: ask({ scope: 'own', where: { or: [{ text: { startsWith: 'A' } }, { not: { kind: { ne: 'b' } } }] } }),
      among: (_, each, who) => each.owner === who && (each.body.text.startsWith('A') || each.body.kind === 'b'),
      signedIn: true,
    },
  ];
}

/** What the answer is, as `<owner> <id>`. */
export const answerOf = (model: Model, { among, order = newestFirst }: Question, who: Who): string[] =>
  model.documents
    .filter((each) => among(model, each, who))
    .sort(order)
    .map(keyOf);

export const keyOf = ({ owner, id }: { readonly owner: string; readonly id: string }): string => `${owner} ${id}`;
