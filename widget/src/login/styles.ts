import { css } from 'lit';

export const styles = css`
  :host {
    /* The page decides on light or dark, unless the tag is told. */
    color-scheme: inherit;
    display: inline-block;
    max-inline-size: 100%;
    vertical-align: middle;
    font: 500 1rem/1.3 var(--vibe-font);
    color: var(--vibe-ink);
    -webkit-tap-highlight-color: transparent;
  }
  :host([theme='light']) { color-scheme: light; }
  :host([theme='dark']) { color-scheme: dark; }
  :host([theme='auto']) { color-scheme: light dark; }
  :host([hidden]) { display: none; }
  button, a { font: inherit; color: inherit; box-sizing: border-box; min-block-size: var(--vibe-target); cursor: pointer; text-align: start; }
  button:focus-visible, a:focus-visible { outline: 2px solid var(--vibe-accent); outline-offset: 2px; }
  [part='button'] {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.625em;
    max-inline-size: 100%;
    padding-block: 0.5em;
    padding-inline: 1.125em 1.25em;
    border: 1px solid transparent;
    border-radius: var(--vibe-radius);
    background: var(--vibe-accent);
    color: var(--vibe-on-accent);
    box-shadow: 0 1px 2px rgb(20 18 40 / 0.14), inset 0 1px 0 rgb(255 255 255 / 0.14);
    transition: background 0.15s, transform 0.15s, box-shadow 0.15s;
  }
  [part='button']:hover { background: var(--vibe-accent-strong); }
  [part='button']:active { transform: translateY(1px); box-shadow: none; }
  [part='button'][aria-disabled='true'] { cursor: default; background: var(--vibe-sunken); color: var(--vibe-ink-soft); border-color: var(--vibe-line); box-shadow: none; transform: none; }
  [part='button'] > span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  svg { flex: none; inline-size: 1.25em; block-size: 1.25em; }
  .face {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 1.75em;
    block-size: 1.75em;
    border-radius: 50%;
    overflow: hidden;
    background: var(--vibe-tint);
    color: var(--vibe-link);
    font-weight: 650;
    line-height: 1;
  }
  .face img { inline-size: 100%; block-size: 100%; object-fit: cover; }
  [part='button'] .face { margin-inline-start: -0.375em; background: rgb(255 255 255 / 0.2); color: inherit; }
  .spin { animation: spin 0.9s linear infinite; }
  @keyframes spin { to { transform: rotate(1turn); } }
  .wait { inline-size: 9.5em; }
  .wait i { inline-size: 0.4em; block-size: 0.4em; border-radius: 50%; background: currentColor; animation: breathe 1.2s ease-in-out infinite; }
  .wait i:nth-of-type(2) { animation-delay: 0.15s; }
  .wait i:nth-of-type(3) { animation-delay: 0.3s; }
  @keyframes breathe { 0%, 60%, 100% { opacity: 0.25; } 30% { opacity: 1; } }
  [part='avatar'] {
    display: inline-flex;
    align-items: center;
    gap: 0.5em;
    max-inline-size: 100%;
    padding-block: 0.25em;
    padding-inline: 0.375em 0.875em;
    border: 1px solid var(--vibe-line);
    border-radius: 999px;
    background: var(--vibe-surface);
    color: var(--vibe-ink);
    transition: border-color 0.15s, background 0.15s;
  }
  [part='avatar']:hover, [part='avatar'][aria-expanded='true'] { border-color: var(--vibe-edge); background: var(--vibe-sunken); }
  [part='avatar'] bdi { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-inline-size: 12em; }
  [part='avatar'] .face { inline-size: 2em; block-size: 2em; }
  .chevron { inline-size: 0.75em; block-size: 0.75em; opacity: 0.6; transition: transform 0.15s; }
  [aria-expanded='true'] .chevron { transform: rotate(180deg); }
  [part='menu'] {
    position: fixed;
    inset: auto;
    margin: 0;
    box-sizing: border-box;
    inline-size: max-content;
    min-inline-size: 15em;
    max-inline-size: calc(100vw - 16px);
    padding: 6px;
    border: 1px solid var(--vibe-line);
    border-radius: calc(var(--vibe-radius) + 2px);
    background: var(--vibe-surface);
    color: var(--vibe-ink);
    box-shadow: var(--vibe-shadow);
  }
  .who { display: flex; align-items: center; gap: 0.75em; padding: 0.625em 0.75em 0.75em; margin-block-end: 6px; border-block-end: 1px solid var(--vibe-line); }
  .who .face { inline-size: 2.5em; block-size: 2.5em; }
  .who div { min-inline-size: 0; }
  .who bdi { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-inline-size: 16em; font-weight: 600; }
  .who bdi + bdi { font-weight: 400; font-size: 0.875em; color: var(--vibe-ink-soft); }
  [role='menuitem'] {
    display: flex;
    align-items: center;
    gap: 0.75em;
    inline-size: 100%;
    padding-inline: 0.75em;
    border: 0;
    border-radius: calc(var(--vibe-radius) - 4px);
    background: none;
    text-decoration: none;
  }
  [role='menuitem']:hover, [role='menuitem']:focus-visible { background: var(--vibe-sunken); }
  [role='menuitem']:focus-visible { outline-offset: -2px; }
  [role='menuitem'] svg { inline-size: 1.125em; block-size: 1.125em; opacity: 0.7; }
  .problem {
    display: grid;
    gap: 0.625em;
    box-sizing: border-box;
    max-inline-size: min(100%, 22em);
    padding: 0.75em 0.875em;
    border: 1px solid var(--vibe-line);
    border-inline-start: 3px solid var(--vibe-danger);
    border-radius: var(--vibe-radius);
    background: var(--vibe-surface);
  }
  .problem p { margin: 0; }
  .problem small { display: block; margin-block-start: 0.25em; font-size: 0.8125em; font-weight: 400; color: var(--vibe-ink-soft); overflow-wrap: anywhere; }
  .problem code { font-family: var(--vibe-font-mono); }
  .actions { display: flex; flex-wrap: wrap; gap: 0.5em; align-items: center; }
  .plain { padding-inline: 1em; border: 1px solid var(--vibe-edge); border-radius: var(--vibe-radius); background: var(--vibe-surface); }
  .plain:hover { background: var(--vibe-sunken); }
  @media (prefers-reduced-motion: reduce) {
    *, *::before, *::after { transition: none !important; animation-duration: 2.4s !important; }
    .spin { animation: none; }
  }
  @media (forced-colors: active) {
    [part='button'], [part='avatar'], .plain { border: 1px solid ButtonText; }
    [part='button'][aria-disabled='true'] { color: GrayText; border-color: GrayText; }
    [role='menuitem']:focus-visible { outline-color: Highlight; }
  }
`;
