import type { FindDocumentsInput } from '@vibe/shared';
import { httpRequest } from '../load.ts';
import { type BenchReaders, news, posts, type ReaderName } from './world.ts';

/** One query, as one reader asks it; nobody: a visitor. */
export interface Work {
  readonly name: string;
  readonly as: ReaderName | undefined;
  readonly query: Partial<FindDocumentsInput>;
  /** Documents that must come, or the measurement means nothing. */
  readonly documents: number;
}

export const works: readonly Work[] = [
  { name: 'newest 30 %', as: 'third', query: { collection: posts }, documents: 20 },
  { name: 'newest 0.1 %', as: 'few', query: { collection: posts }, documents: 20 },
  { name: 'newest nothing', as: 'nobody', query: { collection: posts }, documents: 0 },
  { name: 'newest all', as: 'third', query: { collection: news }, documents: 20 },
  { name: 'index equality', as: 'third', query: { collection: posts, where: { status: 'open' } }, documents: 20 },
  { name: 'index range', as: 'third', query: { collection: posts, where: { likes: { gte: 5_000 } }, sort: '-likes' }, documents: 20 },
  { name: 'own', as: 'owner', query: { collection: posts, scope: 'own' }, documents: 20 },
  { name: 'expand', as: 'third', query: { collection: posts, expand: { author: true } }, documents: 20 },
  { name: 'public', as: undefined, query: { collection: news, scope: 'public' }, documents: 20 },
];

/** @param headers beside the credentials */
export function requestOf({ as, query }: Work, { port, readers }: BenchReaders, headers: Record<string, string> = {}): string {
  const input = encodeURIComponent(JSON.stringify({ json: { ...query, limit: 20 } }));
  const authorization = as && { authorization: `Bearer ${readers[as].token}` };
  return httpRequest(port, 'GET', `/trpc/documents.find?input=${input}`, { ...headers, ...authorization });
}
