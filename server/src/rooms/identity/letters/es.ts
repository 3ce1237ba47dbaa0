import type { LetterTexts } from './en.ts';

export const es: LetterTexts = {
  common: {
    code: 'Tu código:',
    link: 'O abre este enlace en el navegador en el que lo pediste:',
    once: 'Ambos sirven una sola vez, durante 15 minutos. Escribe el código solo en la página en la que pediste este correo y no se lo digas a nadie.',
    lateOnce: 'Ambos sirven una sola vez, a partir de entonces y durante dos días. No se los digas a nadie.',
    stop: 'Si no fuiste tú, detenlo aquí:',
    undo: 'Si no fuiste tú, devuelve esta dirección a la cuenta; también se cerrará la sesión en todos sus dispositivos:',
    notYou: 'Si no pediste este correo, no tienes que hacer nada: sin el código nadie puede seguir.',
  },
  letters: {
    sign_in: { subject: 'Iniciar sesión en {host}', says: ['Alguien, esperamos que tú, quiere iniciar sesión en {host} como {handle}.'] },
    sign_up: {
      subject: 'Crear una cuenta en {host}',
      says: [
        'Alguien, esperamos que tú, quiere iniciar sesión en {host} con esta dirección. Aún no hay ninguna cuenta con ella; el código crea una.',
      ],
    },
    nobody: {
      subject: 'No hay cuenta en {host}',
      says: [
        'Alguien pidió volver a entrar en una cuenta de {host} con esta dirección. No hay ninguna cuenta con ella. Quizá usaste otra dirección.',
      ],
    },
    not_by_email: {
      subject: 'Inicio de sesión en {host}',
      says: [
        'Alguien pidió iniciar sesión en {host} como {handle} por correo. Esa cuenta lo tiene desactivado: usa una llave de acceso o la contraseña.',
      ],
    },
    verify: { subject: 'Tu dirección en {host}', says: ['La cuenta {handle} de {host} va a tener esta dirección de correo.'] },
    taken: {
      subject: 'Tu dirección en {host}',
      says: [
        'Alguien pidió añadir esta dirección a la cuenta {handle} de {host}. Otra cuenta ya la tiene, así que no se ha cambiado nada.',
      ],
    },
    recover: {
      subject: 'Recupera tu cuenta en {host}',
      says: ['Alguien, esperamos que tú, ha perdido la contraseña de {handle} en {host} y quiere una nueva.'],
    },
    recover_later: {
      subject: 'Recupera tu cuenta en {host}',
      says: [
        'Alguien dice haber perdido todas las llaves de acceso y la contraseña de {handle} en {host}.',
        'La cuenta tiene una llave de acceso o códigos de recuperación, así que esta dirección por sí sola no la abre enseguida: lo hará a partir del {moment}. Hasta entonces se puede detener.',
      ],
    },
    recovery_asked: {
      subject: 'Alguien quiere recuperar una cuenta en {host}',
      says: ['Se ha pedido por correo recuperar una cuenta de {host}. Esta dirección era de esa cuenta hasta hace unos días.'],
    },
    recovered: {
      subject: 'Tu cuenta en {host} se abrió por correo',
      says: [
        'Alguien volvió a entrar en tu cuenta de {host} con un mensaje enviado a su dirección de correo, y puede haber puesto una contraseña nueva.',
        'Si no fuiste tú, quien lo hizo lee ese buzón. Protégelo primero; después inicia sesión en {host}, pon una contraseña nueva y cierra la sesión en los demás dispositivos.',
      ],
    },
    changed: {
      subject: 'Tu dirección en {host} ha cambiado',
      says: ['Tu cuenta de {host} tiene ahora otra dirección de correo: {address}.', 'Puedes deshacerlo hasta el {moment}.'],
    },
    removed: {
      subject: 'Tu dirección en {host} se ha quitado',
      says: ['Tu cuenta de {host} ya no tiene dirección de correo.', 'Puedes deshacerlo hasta el {moment}.'],
    },
    given_back: {
      subject: 'Se ha devuelto una dirección en {host}',
      says: [
        'La dirección anterior ha deshecho un cambio de correo en {host}, y se ha cerrado la sesión en todos los dispositivos de la cuenta.',
        'Vuelve a iniciar sesión, pon una contraseña nueva y revisa las llaves de acceso y las aplicaciones.',
      ],
    },
  },
};
