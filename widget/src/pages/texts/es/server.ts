import type { ServerTexts } from '../en/server.ts';
import { named } from '../speech.ts';
import { common } from './common.ts';
import { accounts } from './sessions.ts';

export const texts: ServerTexts = {
  ...common,
  accounts,
  start: {
    title: (host: string) => `Vibe en ${host}`,
    heading: 'Un solo acceso. Tus datos siguen siendo tuyos.',
    lead: 'Las aplicaciones de este servidor Vibe guardan lo que haces a tu nombre. Tú decides qué puede hacer cada una y puedes retirarlo cuando quieras.',
    account: 'Tu cuenta',
    signedInAs: (name: string) => `Has entrado como ${named(name)}`,
    signIn: 'Iniciar sesión',
    signUp: 'Crear una cuenta',
    apps: 'Aplicaciones aquí',
  },
  error: {
    home: 'Página de inicio',
    request: 'solicitud',
    formOld: 'Este formulario ha estado abierto demasiado tiempo',
    formOldHint: 'Inténtalo una vez más.',
  },
  signOut: {
    title: '¿Cerrar sesión?',
    asks: (app: string) => `${named(app)} pide cerrar tu sesión.`,
    who: (name: string) => `Has entrado como ${named(name)}.`,
    ends: 'Al cerrar sesión termina la sesión de este navegador y la de las aplicaciones en las que entraste con ella.',
    yes: 'Cerrar sesión',
    no: 'Seguir con la sesión',
  },
  window: {
    title: 'Iniciando sesión',
    openerGone: 'La página que abrió esta ventana ya no está.',
    askerGone: 'La página que preguntó ya no está.',
    back: (host: string) => `Volver a ${host}`,
    signedIn: 'Has iniciado sesión.',
    account: 'Tu cuenta',
  },
  frame: { title: (app: string) => `Iniciar sesión en ${named(app)}` },
  leaving: {
    title: 'Vas a salir de Vibe',
    to: 'Este enlace lleva a',
    warning: 'Este sitio no forma parte de Vibe. Lo que escribas allí llegará a quienes lo gestionan.',
    lookalike: 'Cuidado: este nombre tiene letras que pueden pasar por otras. En letras simples es',
    insecure: 'La conexión con este sitio no está cifrada.',
    go: (host: string) => `Ir a ${host}`,
    stay: 'Cierra esta página para quedarte.',
    refused: 'Este enlace no lleva a ningún lugar seguro',
    refusedHint: 'Desde aquí solo se pueden abrir direcciones web.',
  },
  noScript: {
    rest: 'Todo lo demás de esta página necesita JavaScript.',
    noPasskeys: 'Las llaves de acceso necesitan JavaScript. Una contraseña funciona sin él.',
  },
};
