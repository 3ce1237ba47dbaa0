import type { LetterTexts } from './en.ts';

export const de: LetterTexts = {
  common: {
    code: 'Dein Code:',
    link: 'Oder öffne diesen Link in dem Browser, in dem du darum gebeten hast:',
    once: 'Beides gilt einmal, 15 Minuten lang. Gib den Code nur auf der Seite ein, auf der du um diesen Brief gebeten hast, und sag ihn niemandem.',
    lateOnce: 'Beides gilt einmal, ab dann zwei Tage lang. Sag es niemandem.',
    stop: 'Wenn du das nicht warst, halte es hier auf:',
    undo: 'Wenn du das nicht warst, gib dem Konto diese Adresse zurück; dabei werden auch alle Geräte abgemeldet:',
    notYou: 'Wenn du nicht um diesen Brief gebeten hast, musst du nichts tun: Ohne den Code kommt niemand weiter.',
  },
  letters: {
    sign_in: { subject: 'Anmelden bei {host}', says: ['Jemand, hoffentlich du, möchte sich bei {host} als {handle} anmelden.'] },
    sign_up: {
      subject: 'Registrieren bei {host}',
      says: [
        'Jemand, hoffentlich du, möchte sich mit dieser Adresse bei {host} anmelden. Es gibt noch kein Konto damit; der Code legt eines an.',
      ],
    },
    nobody: {
      subject: 'Kein Konto bei {host}',
      says: [
        'Jemand möchte über diese Adresse zurück in ein Konto bei {host}. Es gibt kein Konto damit. Vielleicht hast du eine andere Adresse benutzt.',
      ],
    },
    not_by_email: {
      subject: 'Anmelden bei {host}',
      says: [
        'Jemand möchte sich bei {host} per E-Mail als {handle} anmelden. Das ist für dieses Konto ausgeschaltet: Melde dich mit einem Passkey oder dem Passwort an.',
      ],
    },
    verify: { subject: 'Deine Adresse bei {host}', says: ['Das Konto {handle} bei {host} soll diese E-Mail-Adresse bekommen.'] },
    taken: {
      subject: 'Deine Adresse bei {host}',
      says: [
        'Jemand wollte diese Adresse dem Konto {handle} bei {host} hinzufügen. Ein anderes Konto dort hat sie schon; es wurde nichts geändert.',
      ],
    },
    recover: {
      subject: 'Zurück in dein Konto bei {host}',
      says: ['Jemand, hoffentlich du, hat das Passwort von {handle} bei {host} verloren und möchte ein neues.'],
    },
    recover_later: {
      subject: 'Zurück in dein Konto bei {host}',
      says: [
        'Jemand gibt an, alle Passkeys und das Passwort von {handle} bei {host} verloren zu haben.',
        'Das Konto hat einen Passkey oder Wiederherstellungscodes, darum öffnet es diese Adresse allein nicht sofort, sondern ab {moment}. Bis dahin lässt es sich aufhalten.',
      ],
    },
    recovery_asked: {
      subject: 'Jemand möchte zurück in ein Konto bei {host}',
      says: [
        'Per E-Mail wurde um den Weg zurück in ein Konto bei {host} gebeten. Diese Adresse gehörte bis vor wenigen Tagen zu diesem Konto.',
      ],
    },
    recovered: {
      subject: 'Dein Konto bei {host} wurde per E-Mail geöffnet',
      says: [
        'Jemand ist durch einen Brief an die E-Mail-Adresse zurück in dein Konto bei {host} gekommen und hat vielleicht ein neues Passwort gesetzt.',
        'Wenn du das nicht warst: Wer es war, liest dieses Postfach. Sichere es zuerst, melde dich dann bei {host} an, setze ein neues Passwort und melde alle anderen Geräte ab.',
      ],
    },
    changed: {
      subject: 'Deine Adresse bei {host} wurde geändert',
      says: ['Dein Konto bei {host} hat jetzt eine andere E-Mail-Adresse: {address}.', 'Bis {moment} kannst du das zurücknehmen.'],
    },
    removed: {
      subject: 'Deine Adresse bei {host} wurde entfernt',
      says: ['Dein Konto bei {host} hat keine E-Mail-Adresse mehr.', 'Bis {moment} kannst du das zurücknehmen.'],
    },
    given_back: {
      subject: 'Eine Adresse bei {host} wurde zurückgegeben',
      says: [
        'Eine Änderung der E-Mail-Adresse bei {host} wurde von der früheren Adresse zurückgenommen, und alle Geräte des Kontos wurden abgemeldet.',
        'Melde dich neu an, setze ein neues Passwort und sieh dir Passkeys und Apps an.',
      ],
    },
  },
};
