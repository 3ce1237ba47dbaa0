import { handlePattern } from '@vibe/shared';
import { api } from '../api.ts';

/** `@Alice ` was meant as `alice`. */
export const cleanHandle = (typed: string): string => typed.trim().replace(/^@/, '').toLowerCase();

/** A handle from a name, as far as its letters allow: “Zoë van Dam” → zoe-van-dam. */
export const suggestHandle = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 30)
    .replace(/^-+|-+$/g, '');

export type Availability = 'empty' | 'malformed' | 'checking' | 'free' | 'taken' | 'unknown';

/** Asks the server shortly after the last keystroke; an answer to an older question is dropped. */
export class HandleCheck {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked: AbortController | undefined;
  private readonly tell: (availability: Availability) => void;

  constructor(tell: (availability: Availability) => void) {
    this.tell = tell;
  }

  look(handle: string): void {
    this.stop();
    const wellFormed = handlePattern.test(handle);
    this.tell(handle === '' ? 'empty' : wellFormed ? 'checking' : 'malformed');
    if (!wellFormed) return;
    const asked = new AbortController();
    this.asked = asked;
    this.timer = setTimeout(() => void this.ask(handle, asked.signal), 250);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.asked?.abort();
  }

  private async ask(handle: string, signal: AbortSignal): Promise<void> {
    const availability = await api.identity.isHandleFree.query({ handle }, { signal }).then(
      (free): Availability => (free ? 'free' : 'taken'),
      (): Availability => 'unknown',
    );
    if (!signal.aborted) this.tell(availability);
  }
}
