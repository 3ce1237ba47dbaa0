import { createVibe, isVibeError, publicRead } from '@vibe/client';
import { collection, defineApp } from '@vibe/client/manifest';
import { useQuery } from '@vibe/client/react';
import { z } from 'zod';

// An app of someone else, compiled against the packed @vibe/client by scripts/pack-check.ts, with skipLibCheck off.
const app = defineApp({
  id: 'notes',
  name: 'Notes',
  origins: ['https://notes.example'],
  scopes: [],
  collections: {
    notes: collection(z.object({ title: z.string(), stars: z.number().int() }), {
      purpose: 'Your notes',
      indexes: { stars: 'stars' },
      relations: { marks: { from: 'marks', field: 'note' } },
    }),
    marks: collection(z.object({ note: z.object({ did: z.string(), collection: z.string(), id: z.string() }) }), { purpose: 'Your marks' }),
  },
});

const vibe = createVibe({ server: 'https://vibe.example', manifest: app });
const notes = vibe.collection('notes');

export async function write(): Promise<string> {
  try {
    const note = await notes.create({ title: 'Milk', stars: 3 }, { acl: publicRead });
    const stars: number = note.body.stars;
    // @ts-expect-error a title is a string
    await notes.create({ title: 1, stars });
    // @ts-expect-error there is no such collection
    vibe.collection('nots');
    return note.id;
  } catch (error) {
    return isVibeError(error) ? error.code : 'unknown';
  }
}

export const useNotes = () => useQuery(notes, { limit: 20 });

export async function best(): Promise<number> {
  const { documents } = await notes.find({ where: { stars: { gte: 3 } }, sort: '-stars', expand: { marks: true } });
  // @ts-expect-error there is no such field
  await notes.find({ where: { sters: 3 } });
  // @ts-expect-error there is no such relation
  await notes.find({ expand: { makrs: true } });
  const [made] = await vibe.batch((batch) => [batch('notes').create({ title: 'Oat', stars: 1 })]);
  return (documents[0]?.expanded.marks.length ?? 0) + made.body.stars;
}
