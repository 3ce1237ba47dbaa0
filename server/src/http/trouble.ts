import type { Language, VibeError } from '@vibe/shared';
import type { Trouble } from './views/controls.ts';

interface Words {
  readonly problem: { readonly codes: Readonly<Record<VibeError['code'], string>> };
}

/** What went wrong, in the page's language. In English the error's own sentences are kept: they know more than its code. */
export const troubleOf = (error: VibeError, language: Language, { problem }: Words): Trouble =>
  language === 'en' ? { message: error.message, hint: error.hint } : { message: problem.codes[error.code] };
