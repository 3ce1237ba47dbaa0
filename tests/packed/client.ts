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
  collections: { notes: collection(z.object({ title: z.string(), stars: z.number().int() }), { purpose: 'Your notes' }) },
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
