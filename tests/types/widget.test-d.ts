import '@vibe/widget/react';
import '@vibe/widget/svelte';
import '@vibe/widget/vue';
import type { VibeErrorEvent, VibeLogin, VibeSignInEvent } from '@vibe/widget';
import { createElement, type JSX } from 'react';
import type { SvelteHTMLElements } from 'svelte/elements';
import { assertType, expectTypeOf, test } from 'vitest';
import type { GlobalComponents } from 'vue';

test('React 19: attributes, listeners, a ref', () => {
  type Props = JSX.IntrinsicElements['vibe-login'];
  assertType<Props>({ app: 'feeds', mode: 'popup', theme: 'dark', lang: 'ar', className: 'x', 'aria-label': 'Sign in' });
  expectTypeOf<NonNullable<Props['onvibe-signin']>>().parameter(0).toEqualTypeOf<VibeSignInEvent>();
  assertType<Props>({ app: 'feeds', ref: (element: VibeLogin | null) => void element?.explain() });
  createElement('vibe-login', { app: 'feeds' });
  // @ts-expect-error there is no such mode
  assertType<Props>({ app: 'feeds', mode: 'window' });
  // @ts-expect-error it needs an app
  assertType<Props>({});
  // @ts-expect-error an error has no profile
  assertType<Props>({ app: 'feeds', 'onvibe-error': (event: VibeSignInEvent) => void event });
});

test('Vue: properties and listeners of a template', () => {
  type Props = InstanceType<GlobalComponents['vibe-login']>['$props'];
  assertType<Props>({ app: 'feeds', server: 'https://vibe.example', class: 'x', key: 1 });
  expectTypeOf<NonNullable<Props['onVibeError']>>().parameter(0).toEqualTypeOf<VibeErrorEvent>();
  expectTypeOf<InstanceType<GlobalComponents['vibe-login']>>().toExtend<VibeLogin>();
  // @ts-expect-error it needs an app
  assertType<Props>({ theme: 'dark' });
  // @ts-expect-error there is no such theme
  assertType<Props>({ app: 'feeds', theme: 'sepia' });
});

test('Svelte: attributes, listeners of version 5 and of before', () => {
  type Props = SvelteHTMLElements['vibe-login'];
  assertType<Props>({ app: 'feeds', class: 'x', scope: 'openid profile' });
  expectTypeOf<NonNullable<Props['onvibe-signin']>>().parameter(0).toEqualTypeOf<VibeSignInEvent>();
  expectTypeOf<NonNullable<Props['on:vibe-error']>>().parameter(0).toEqualTypeOf<VibeErrorEvent>();
  // @ts-expect-error it needs an app
  assertType<Props>({ lang: 'de' });
});

test('plain TypeScript: the element by its name, its events by theirs', () => {
  const login = document.querySelector('vibe-login');
  expectTypeOf(login).toEqualTypeOf<VibeLogin | null>();
  login?.addEventListener('vibe-signin', ({ detail }) => expectTypeOf(detail.profile.name).toBeString());
});
