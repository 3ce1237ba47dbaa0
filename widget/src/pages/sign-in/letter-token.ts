/** What the link of a letter carries, behind the #. */
export interface LetterToken {
  readonly does: 'mail' | 'undo' | 'stop';
  readonly token: string;
}

export function letterIn(fragment: URLSearchParams): LetterToken | undefined {
  for (const does of ['mail', 'undo', 'stop'] as const) {
    const token = fragment.get(does);
    if (token !== null) return { does, token };
  }
  return undefined;
}
