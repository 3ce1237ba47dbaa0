import type { HTMLAttributes, PublicProps } from 'vue';
import type { VibeEventMap } from '../events.ts';
import type { VibeLogin } from '../vibe-login.ts';
import type { VibeLoginAttributes } from './attributes.ts';

// `import '@vibe/widget/vue'`: <vibe-login> in Vue's templates (vue-tsc, Volar). Vue itself wants `isCustomElement: (tag) => tag === 'vibe-login'`.

/** `vibe-signin` → `onVibeSignin`, which is what `@vibe-signin` in a template is checked as. */
type Handler<Name extends string> = Name extends `${infer Before}-${infer After}` ? `on${Capitalize<Before>}${Capitalize<After>}` : never;
type Listeners = { [Name in keyof VibeEventMap as Handler<Name>]?: (event: VibeEventMap[Name]) => void };

interface VibeLoginInVue {
  new (): VibeLogin & { $props: VibeLoginAttributes & HTMLAttributes & PublicProps & Listeners };
}

declare module 'vue' {
  interface GlobalComponents {
    'vibe-login': VibeLoginInVue;
  }
}
