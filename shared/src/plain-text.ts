import { z } from 'zod';

/** No control characters, and none that turn the writing direction of what follows: a name must not rewrite the sentence it stands in. */
export const plainText = z.string().regex(/^[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]*$/u, 'must not hold control characters');
