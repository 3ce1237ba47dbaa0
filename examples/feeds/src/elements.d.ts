import 'react';

declare module 'react' {
  interface CSSProperties {
    [property: `--${string}`]: string | number | undefined;
  }
  namespace JSX {
    interface IntrinsicElements {
      'vibe-login': HTMLAttributes<HTMLElement> & { app: string; server?: string; scope?: string; mode?: 'auto' | 'popup' | 'redirect' };
    }
  }
}
