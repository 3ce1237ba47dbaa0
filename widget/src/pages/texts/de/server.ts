import type { ServerTexts } from '../en/server.ts';
import { named } from '../speech.ts';
import { common } from './common.ts';
import { accounts } from './sessions.ts';

export const texts: ServerTexts = {
  ...common,
  accounts,
  start: {
    title: (host: string) => `Vibe auf ${host}`,
    heading: 'Eine Anmeldung. Deine Daten bleiben deine.',
    lead: 'Apps auf diesem Vibe-Server bewahren unter deinem Namen auf, was du machst. Du bestimmst, was jede darf, und kannst es jederzeit zurücknehmen.',
    account: 'Dein Konto',
    signedInAs: (name: string) => `Angemeldet als ${named(name)}`,
    signIn: 'Anmelden',
    signUp: 'Konto anlegen',
    apps: 'Apps hier',
  },
  error: {
    home: 'Startseite',
    request: 'Anfrage',
    formOld: 'Dieses Formular stand zu lange offen',
    formOldHint: 'Versuch es noch einmal.',
  },
  signOut: {
    title: 'Abmelden?',
    asks: (app: string) => `${named(app)} möchte dich abmelden.`,
    who: (name: string) => `Du bist angemeldet als ${named(name)}.`,
    ends: 'Das Abmelden beendet die Sitzung dieses Browsers und die Apps, bei denen du dich damit angemeldet hast.',
    yes: 'Abmelden',
    no: 'Angemeldet bleiben',
  },
  window: {
    title: 'Anmeldung',
    openerGone: 'Die Seite, die dieses Fenster geöffnet hat, ist nicht mehr da.',
    askerGone: 'Die Seite, die gefragt hat, ist nicht mehr da.',
    back: (host: string) => `Zurück zu ${host}`,
    signedIn: 'Du bist angemeldet.',
    account: 'Dein Konto',
  },
  frame: { title: (app: string) => `Bei ${named(app)} anmelden` },
  leaving: {
    title: 'Du verlässt Vibe',
    to: 'Dieser Link führt zu',
    warning: 'Diese Website gehört nicht zu Vibe. Was du dort eingibst, geht an ihre Betreiber.',
    lookalike: 'Vorsicht: Dieser Name enthält Buchstaben, die wie andere aussehen können. In einfachen Buchstaben lautet er',
    insecure: 'Die Verbindung zu dieser Website ist nicht verschlüsselt.',
    go: (host: string) => `Weiter zu ${host}`,
    stay: 'Schließ diese Seite, um zu bleiben.',
    refused: 'Dieser Link führt nirgendwohin, wo es sicher ist',
    refusedHint: 'Von hier aus lassen sich nur Webadressen öffnen.',
  },
  noScript: {
    rest: 'Alles andere auf dieser Seite braucht JavaScript.',
    noPasskeys: 'Passkeys brauchen JavaScript. Ein Passwort geht auch ohne.',
  },
};
