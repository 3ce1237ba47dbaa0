import type { AccountPart } from '../en/account.ts';
import { counting, named, numbering } from '../speech.ts';
import { records } from './records.ts';
import { sessions } from './sessions.ts';

const count = counting('de');
const number = numbering('de');

export const texts: AccountPart = {
  account: {
    title: 'Dein Konto',
    signOut: 'Abmelden',
    saved: 'Gespeichert.',
    copied: 'Kopiert.',
    copy: 'Kopieren',
    cancel: 'Abbrechen',
    save: 'Speichern',
    profile: {
      title: 'Profil',
      name: 'Name',
      picture: 'Bild',
      choosePicture: 'Bild wählen',
      removePicture: 'Bild entfernen',
      pictureUnreadable: 'Diese Datei ist kein Bild, das der Browser lesen kann.',
      handle: 'Handle',
      did: 'DID',
      copyDid: 'DID kopieren',
      didHint: 'Dein dauerhafter Name für jede App. Er funktioniert auch ohne Vibe.',
    },
    passkeys: {
      title: 'Passkeys',
      none: 'Noch keine Passkeys. Mit einem genügt zum Anmelden eine Berührung.',
      add: 'Passkey hinzufügen',
      made: 'Angelegt',
      used: 'benutzt',
      added: 'Der Passkey ist hinzugefügt.',
      removed: 'Der Passkey ist entfernt.',
      neverUsed: 'nie benutzt',
      synced: 'synchronisiert',
      rename: 'Umbenennen',
      renameOf: (name: string) => `${named(name)} umbenennen`,
      name: 'Name des Passkeys',
      remove: 'Entfernen',
      removeOf: (name: string) => `${named(name)} entfernen`,
      removeSure: (name: string) => `${named(name)} meldet dich dann nicht mehr an. Lösche ihn auch in deinem Passwortmanager.`,
      removeYes: 'Ja, entfernen',
      cancelled: 'Es wurde kein Passkey hinzugefügt.',
      already: 'Dieses Gerät hat schon einen Passkey für dich.',
    },
    password: {
      title: 'Passwort',
      none: 'Es ist kein Passwort gesetzt. Passkeys allein genügen.',
      set: 'Passwort setzen',
      change: 'Passwort ändern',
      current: 'Aktuelles Passwort',
      next: 'Neues Passwort',
      changed: (ended: number) =>
        ended === 0
          ? 'Das neue Passwort gilt.'
          : `Das neue Passwort gilt. Abgemeldet auf ${count(ended, { one: '1 anderen Gerät', other: '# anderen Geräten' })}.`,
      wrong: 'Das ist nicht dein aktuelles Passwort.',
    },
    recovery: {
      title: 'Wiederherstellungscodes',
      none: 'Noch keine angelegt. Wenn Passkeys und Passwort verloren sind, lässt dich jeder Code einmal hinein.',
      left: (left: number) =>
        left === 0 ? 'Kein Code ist übrig.' : count(left, { one: '1 Code ist übrig.', other: '# Codes sind übrig.' }),
      made: 'Angelegt',
      used: 'Ein Code wurde zum Anmelden benutzt',
      usedHint: 'Falls du das nicht warst: lege neue Codes an und melde dich dann überall ab.',
      justRecovered:
        'Du bist mit einem Wiederherstellungscode oder Brief hereingekommen. Setze jetzt ein neues Passwort oder füge einen Passkey hinzu: Zehn Minuten lang wird sonst nichts verlangt.',
      make: 'Wiederherstellungscodes anlegen',
      renew: 'Neue Codes anlegen',
      keep: 'Du bekommst zehn Codes. Bewahre sie dort auf, wo du sie ohne dieses Gerät findest: auf Papier oder in einem Passwortmanager.',
      ends: 'Du bekommst zehn neue Codes. Die bisherigen gelten sofort nicht mehr.',
      password: 'Dein Passwort, zur Sicherheit',
      yes: 'Meine Codes zeigen',
      yesPasskey: 'Meine Codes mit einem Passkey zeigen',
      once: 'Diese Codes werden nur dieses eine Mal gezeigt. Schreib sie auf oder kopiere sie; jeder gilt einmal.',
      ready: 'Zehn Codes sind bereit.',
      copy: 'Wiederherstellungscodes kopieren',
      done: 'Ich habe sie aufgehoben',
      cancelled: 'Es wurde kein Passkey benutzt. Deine Codes sind wie zuvor.',
    },
    data: {
      title: 'Deine Daten',
      hint: 'Alles, was du hier aufbewahrst, in einer Datei: deine Dokumente und wer sie sehen darf, dein Profil, was du welcher App erlaubt hast. Zeilen aus JSON, die jedes Programm lesen kann.',
      export: 'Meine Daten exportieren',
      exporting: (documents: number) =>
        `Dein Download beginnt. Er enthält ${count(documents, { one: '1 Dokument', other: '# Dokumente' })}, entfernte eingeschlossen.`,
      import: 'Datei importieren',
      file: 'Zu importierende Datei',
      importHint:
        'Importiert werden nur Dokumente. Was schon hier ist, bleibt, und eine neuere Fassung bleibt neuer: Zweimal zu importieren ändert nichts mehr.',
      imported: (added: number, merged: number, unchanged: number) =>
        `${count(added, { one: '1 Dokument', other: '# Dokumente' })} hinzugefügt, ${number(merged)} zusammengeführt, ${number(unchanged)} schon hier.`,
      left: (left: number) => count(left, { one: '1 wurde ausgelassen.', other: '# wurden ausgelassen.' }),
      leftLine: (line: number, because: string) => `Zeile ${number(line)}: ${because}.`,
    },
    leave: {
      title: 'Konto löschen',
      hint: 'Schließt dein Konto sofort und löscht es nach 30 Tagen.',
      open: 'Mein Konto löschen',
      means: [
        'Sofort bist du überall abgemeldet, Apps verlieren deine Erlaubnis, und niemand sieht mehr dein Profil oder deine Dokumente.',
        '30 Tage lang kannst du es dir anders überlegen: Melde dich an, und alles ist wieder da.',
        'Danach werden deine Dokumente und alles, was über dich bekannt ist, gelöscht. Dein Handle bekommt nie jemand anderes.',
        'Wenn du deine Daten behalten willst, exportiere sie vorher.',
      ],
      handle: (handle: string) => `Schreib zur Sicherheit dein Handle: ${handle}`,
      wrongHandle: 'Das ist nicht dein Handle.',
      password: 'Dein Passwort',
      yes: 'Mein Konto jetzt löschen',
      yesPasskey: 'Mein Konto mit einem Passkey löschen',
      cancelled: 'Es wurde kein Passkey benutzt. Dein Konto ist wie zuvor.',
    },
    left: {
      title: 'Dein Konto ist geschlossen',
      until: (day: string) => `Es wird am ${day} gelöscht. Bis dahin holst du es zurück, indem du dich anmeldest.`,
      home: 'Zur Startseite',
    },
    ...records,
    ...sessions,
  },
};
