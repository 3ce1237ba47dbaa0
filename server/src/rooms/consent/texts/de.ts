import type { ConsentTexts } from './en.ts';

export const de: ConsentTexts = {
  scopes: {
    openid: 'dich wiedererkennen, wenn du zurückkommst',
    profile: 'deinen Namen, dein Handle und dein Bild sehen',
    'documents:read': 'lesen, was du in dieser App ablegst und was andere dort mit dir teilen',
    'documents:write': 'anlegen, ändern und löschen, was du in dieser App ablegst, und bestimmen, wer es sieht',
    'documents:read:all': 'alles lesen, was du bei Vibe ablegst, aus jeder App',
    'certificates:read': 'die Zertifikate sehen, die du hast, und die, die du ausgestellt hast',
    'certificates:issue': 'in deinem Namen Zertifikate ausstellen und widerrufen, nach denen andere entscheiden, wer was sieht',
    offline_access: 'auf diesem Gerät angemeldet bleiben, bis du dich abmeldest oder dies widerrufst',
  },
  cannot: {
    'profile.read': 'deinen Namen, dein Handle oder dein Bild sehen',
    'documents.read': 'irgendetwas lesen, was du bei Vibe ablegst',
    'documents.write': 'etwas in deinem Namen anlegen, ändern oder löschen',
    'documents.read.everyApp': 'sehen, was du in anderen Apps ablegst',
    'certificates.read': 'sehen, welche Zertifikate du hast',
    'certificates.issue': 'Zertifikate in deinem Namen ausstellen',
    'documents.write.everyApp': 'ändern oder löschen, was du in anderen Apps ablegst',
    secrets: 'dein Passwort oder deine Passkeys sehen',
  },
  pays: (app, space) =>
    `Was du in ${app} ablegst, geht auf dein eigenes Konto: der Speicherplatz und deine Nutzung. ${space} Für Besucher ohne Anmeldung zahlt ${app}. Vibe berechnet heute für beides nichts.`,
  space: (size, documents) => `Zurzeit belegt es ${size} deines Speicherplatzes (Dokumente: ${documents}).`,
  atLeast: (size) => `mehr als ${size}`,
  noSpace: 'Noch belegt es nichts von deinem Speicherplatz.',
  ends: {
    offline: (app, day) =>
      `Du bleibst angemeldet, bis du dich abmeldest. Die Erlaubnis endet am ${day} oder später: Wenn du ${app} benutzt, verlängert sie sich. Widerrufen kannst du sie jederzeit auf deiner Kontoseite. Was du angelegt hast, bleibt deins.`,
    session: (app, day) =>
      `${app} ist spätestens zehn Minuten nach dem Verlassen abgemeldet. Die Erlaubnis endet am ${day} oder später: Wenn du ${app} benutzt, verlängert sie sich. Widerrufen kannst du sie jederzeit auf deiner Kontoseite. Was du angelegt hast, bleibt deins.`,
  },
};
