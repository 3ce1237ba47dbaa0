import type { ConsentTexts } from './en.ts';

export const es: ConsentTexts = {
  scopes: {
    openid: 'saber que eres tú cuando vuelves',
    profile: 'ver tu nombre, tu identificador y tu imagen',
    'documents:read': 'leer lo que guardas en esta aplicación y lo que otros comparten contigo en ella',
    'documents:write': 'crear, cambiar y borrar lo que guardas en esta aplicación, y elegir quién lo ve',
    'documents:read:all': 'leer todo lo que guardas en Vibe, de todas las aplicaciones',
    'certificates:read': 'ver los certificados que tienes y los que has emitido',
    'certificates:issue': 'emitir y revocar certificados en tu nombre, con los que otros deciden quién ve qué',
    offline_access: 'mantener la sesión en este dispositivo hasta que la cierres o retires este permiso',
  },
  cannot: {
    'profile.read': 'ver tu nombre, tu identificador ni tu imagen',
    'documents.read': 'leer nada de lo que guardas en Vibe',
    'documents.write': 'crear, cambiar ni borrar nada en tu nombre',
    'documents.read.everyApp': 'ver lo que guardas en otras aplicaciones',
    'certificates.read': 'ver qué certificados tienes',
    'certificates.issue': 'emitir certificados en tu nombre',
    'documents.write.everyApp': 'cambiar ni borrar lo que guardas en otras aplicaciones',
    secrets: 'ver tu contraseña ni tus llaves de acceso',
  },
  pays: (app, space) =>
    `Lo que guardas en ${app} va a tu propia cuenta: el espacio que ocupa y tu uso. ${space} ${app} paga por las visitas sin sesión. Hoy Vibe no cobra nada por ninguna de las dos cosas.`,
  space: (size, documents) => `Ahora ocupa ${size} de tu espacio (documentos: ${documents}).`,
  atLeast: (size) => `más de ${size}`,
  noSpace: 'Todavía no ocupa nada de tu espacio.',
  ends: {
    offline: (app, day) =>
      `La sesión sigue abierta hasta que la cierres. El permiso termina el ${day} o más tarde: usar ${app} lo renueva. Puedes retirarlo cuando quieras en la página de tu cuenta. Lo que has creado sigue siendo tuyo.`,
    session: (app, day) =>
      `${app} cierra la sesión en los diez minutos siguientes a que salgas. El permiso termina el ${day} o más tarde: usar ${app} lo renueva. Puedes retirarlo cuando quieras en la página de tu cuenta. Lo que has creado sigue siendo tuyo.`,
  },
};
