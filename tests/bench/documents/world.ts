/** What both servers of the bench know: one collection, one kind of body. */
export const collection = 'feeds/posts' as const;

export const bodyOf = (text: string) => ({
  text,
  tags: ['bench', 'documents'],
  mood: 'calm',
  likes: 3,
  place: { city: 'Bern', country: 'CH' },
});
export const aPost =
  'A post of some hundred and forty characters, as people write them when they have something to tell and little time to tell it in, so.';

/** A person of the bench, as the measured server made them. */
export interface BenchPerson {
  readonly did: string;
  readonly token: string;
}

/** Of the bench's own databases, which several servers open one after the other. */
export const secretKey = Buffer.alloc(32, 7);
