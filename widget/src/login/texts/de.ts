import type { Texts } from './texts.ts';

export const de: Texts = {
  signIn: 'Mit Vibe anmelden',
  continueAs: ['Weiter als ', ''],
  signingIn: 'Anmeldung läuft…',
  inWindow: 'Weiter im Vibe-Fenster',
  leaving: 'Weiter zu Vibe…',
  loading: 'Anmeldung wird geladen',
  account: 'Dein Konto',
  signOut: 'Abmelden',
  tryAgain: 'Noch einmal',
  continueHere: 'Auf dieser Seite fortfahren',
  continueInWindow: 'In einem Fenster fortfahren',
  reference: 'Kennung',
  errors: {
    popup_blocked: 'Dein Browser hat das Fenster blockiert.',
    needs_tap: 'Noch ein Tippen, dann öffnet sich das Fenster.',
    offline: 'Du bist offenbar offline.',
    timeout: 'Vibe antwortet nicht.',
    frame_refused: 'Vibe ist von dieser Seite aus nicht erreichbar.',
    redirect_loop: 'Die Anmeldung drehte sich im Kreis. Versuch es in einer Minute noch einmal.',
    rate_limited: 'Zu viele Versuche. Warte einen Moment.',
    unavailable: 'Bei Vibe ist etwas schiefgegangen.',
  },
};
