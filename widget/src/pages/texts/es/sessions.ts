import type { AccountsTexts, SessionsTexts } from '../en/sessions.ts';
import { counting, named } from '../speech.ts';

const count = counting('es');

export const sessions: SessionsTexts = {
  switchAccount: 'Cambiar de cuenta',
  devices: {
    title: 'Dispositivos',
    here: 'este',
    isNew: 'nuevo',
    seen: 'Activo',
    ended: (device: string) => `Se ha cerrado la sesión en ${named(device)}.`,
    how: {
      password: 'con una contraseña',
      passkey: 'con una llave de acceso',
      link: 'con un enlace',
      email: 'por correo',
      recovery_code: 'con un código de recuperación',
      email_recovery: 'con una recuperación por correo',
      sign_up: 'al crear la cuenta',
      operator: 'por el operador',
    },
    over: 'La sesión de Vibe ha caducado. Quedan estas aplicaciones.',
    apps: 'Aplicaciones con sesión abierta allí',
    appUsed: 'último uso',
    endApp: 'Cerrar sesión',
    endedApp: (app: string) => `Se ha cerrado allí la sesión de ${named(app)}.`,
    news: (signIns: number) =>
      count(signIns, {
        one: '1 inicio de sesión en otro lugar desde el último aviso',
        other: '# inicios de sesión en otros lugares desde el último aviso',
      }),
    newsHint: 'Si no has sido tú, cierra esa sesión abajo y cambia la contraseña.',
    newsYes: 'He sido yo',
    newsSaid: 'Anotado.',
    end: 'Cerrar sesión',
    endOf: (device: string) => `Cerrar la sesión en ${named(device)}`,
    everywhere: 'Cerrar sesión en todas partes',
    everywhereHint:
      'Termina todas las sesiones en todos los dispositivos y aplicaciones. Las aplicaciones con servidor propio reciben un aviso.',
    everywhereSure: 'Se cerrará tu sesión en todos los dispositivos y aplicaciones, también aquí.',
    everywhereYes: 'Sí, cerrarlas todas',
  },
  confirm: {
    title: '¿Eres tú?',
    text: 'Esto decide quién puede entrar en tu cuenta; por eso se te pregunta otra vez.',
    password: 'Tu contraseña',
    yes: 'Continuar',
    passkey: 'Usar una llave de acceso',
    again: 'Iniciar sesión otra vez',
    againText: 'No tienes contraseña ni llave de acceso que mostrar. Inicia sesión otra vez e inténtalo en los diez minutos siguientes.',
  },
};

export const accounts: AccountsTexts = {
  title: 'Elige una cuenta',
  active: 'activa',
  nobody: 'No hay ninguna cuenta activa en este navegador. Elige con cuál seguir.',
  signOut: 'Cerrar sesión',
  signOutAll: 'Cerrar todas las sesiones de este navegador',
  cancel: 'Cancelar',
  gone: 'Esta cuenta ya no tiene la sesión abierta aquí. Inicia sesión otra vez.',
};
