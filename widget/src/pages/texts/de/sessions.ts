import type { AccountsTexts, SessionsTexts } from '../en/sessions.ts';
import { counting, named } from '../speech.ts';

const count = counting('de');

export const sessions: SessionsTexts = {
  switchAccount: 'Konto wechseln',
  devices: {
    title: 'Geräte',
    here: 'dieses',
    isNew: 'neu',
    seen: 'Aktiv',
    ended: (device: string) => `${named(device)} ist abgemeldet.`,
    how: {
      password: 'mit einem Passwort',
      passkey: 'mit einem Passkey',
      link: 'über einen Link',
      email: 'per E-Mail',
      recovery_code: 'mit einem Wiederherstellungscode',
      email_recovery: 'durch Wiederherstellung per E-Mail',
      sign_up: 'beim Anlegen des Kontos',
      operator: 'durch den Betreiber',
    },
    over: 'Die Anmeldung bei Vibe ist abgelaufen. Diese Apps sind davon übrig.',
    apps: 'Dort angemeldete Apps',
    appUsed: 'zuletzt genutzt',
    endApp: 'Abmelden',
    endedApp: (app: string) => `${named(app)} ist dort abgemeldet.`,
    news: (signIns: number) =>
      count(signIns, {
        one: '1 Anmeldung anderswo, seit es dir zuletzt gesagt wurde',
        other: '# Anmeldungen anderswo, seit es dir zuletzt gesagt wurde',
      }),
    newsHint: 'Wenn du das nicht warst, melde sie unten ab und ändere dann dein Passwort.',
    newsYes: 'Das war ich',
    newsSaid: 'Gemerkt.',
    end: 'Abmelden',
    endOf: (device: string) => `${named(device)} abmelden`,
    everywhere: 'Überall abmelden',
    everywhereHint: 'Beendet jede Sitzung auf jedem Gerät und die jeder App. Apps mit eigenem Server erfahren davon.',
    everywhereSure: 'Du wirst auf jedem Gerät und in jeder App abgemeldet, auch hier.',
    everywhereYes: 'Ja, überall abmelden',
  },
  confirm: {
    title: 'Bist du es?',
    text: 'Das entscheidet, wer in dein Konto kommt. Deshalb wirst du noch einmal gefragt.',
    password: 'Dein Passwort',
    yes: 'Weiter',
    passkey: 'Passkey verwenden',
    again: 'Noch einmal anmelden',
    againText:
      'Du hast weder Passwort noch Passkey zum Vorzeigen. Melde dich noch einmal an und versuche es dann innerhalb von zehn Minuten.',
  },
};

export const accounts: AccountsTexts = {
  title: 'Konto wählen',
  active: 'aktiv',
  nobody: 'In diesem Browser ist niemand aktiv. Wähle, wer weitermacht.',
  signOut: 'Abmelden',
  signOutAll: 'Alle in diesem Browser abmelden',
  cancel: 'Abbrechen',
  gone: 'Dieses Konto ist hier nicht mehr angemeldet. Melde dich wieder damit an.',
};
