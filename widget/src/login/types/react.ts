import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { VibeLogin } from '../vibe-login.ts';
import type { Listeners, VibeLoginAttributes } from './attributes.ts';

// `import '@vibe/widget/react'`: <vibe-login> in JSX of React 19, which gives elements of this kind properties and `on…` listeners.

type Props = DetailedHTMLProps<HTMLAttributes<VibeLogin>, VibeLogin> & VibeLoginAttributes & Listeners<'on'>;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'vibe-login': Props;
    }
  }
}
