import type { HTMLAttributes } from 'svelte/elements';
import type { VibeLogin } from '../vibe-login.ts';
import type { Listeners, VibeLoginAttributes } from './attributes.ts';

// `import '@vibe/widget/svelte'`: <vibe-login> in Svelte's templates, with the listeners of Svelte 5 (`onvibe-signin`) and of before (`on:vibe-signin`).

type Props = Omit<HTMLAttributes<VibeLogin>, keyof VibeLoginAttributes> & VibeLoginAttributes & Listeners<'on'> & Listeners<'on:'>;

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'vibe-login': Props;
  }
}
