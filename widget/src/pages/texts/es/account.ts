import type { AccountPart } from '../en/account.ts';
import { counting, named, numbering } from '../speech.ts';
import { records } from './records.ts';
import { sessions } from './sessions.ts';

const count = counting('es');
const number = numbering('es');

export const texts: AccountPart = {
  account: {
    title: 'Tu cuenta',
    signOut: 'Cerrar sesión',
    saved: 'Guardado.',
    copied: 'Copiado.',
    copy: 'Copiar',
    cancel: 'Cancelar',
    save: 'Guardar',
    profile: {
      title: 'Perfil',
      name: 'Nombre',
      picture: 'Imagen',
      choosePicture: 'Elegir una imagen',
      removePicture: 'Quitar la imagen',
      pictureUnreadable: 'Este archivo no es una imagen que el navegador pueda leer.',
      handle: 'Identificador',
      did: 'DID',
      copyDid: 'Copiar el DID',
      didHint: 'Tu nombre permanente para cualquier aplicación. Funciona sin la ayuda de Vibe.',
    },
    passkeys: {
      title: 'Llaves de acceso',
      none: 'Aún no hay llaves de acceso. Con una, entrar es cuestión de un toque.',
      add: 'Añadir una llave de acceso',
      made: 'Creada',
      used: 'usada',
      added: 'Se ha añadido la llave de acceso.',
      removed: 'Se ha quitado la llave de acceso.',
      neverUsed: 'nunca usada',
      synced: 'sincronizada',
      rename: 'Cambiar nombre',
      renameOf: (name: string) => `Cambiar el nombre de ${named(name)}`,
      name: 'Nombre de la llave de acceso',
      remove: 'Quitar',
      removeOf: (name: string) => `Quitar ${named(name)}`,
      removeSure: (name: string) => `${named(name)} ya no te dará acceso. Bórrala también en tu gestor de contraseñas.`,
      removeYes: 'Sí, quitarla',
      cancelled: 'No se ha añadido ninguna llave de acceso.',
      already: 'Este dispositivo ya tiene una llave de acceso tuya.',
    },
    password: {
      title: 'Contraseña',
      none: 'No hay contraseña. Con las llaves de acceso basta.',
      set: 'Poner una contraseña',
      change: 'Cambiar la contraseña',
      current: 'Contraseña actual',
      next: 'Contraseña nueva',
      changed: (ended: number) =>
        ended === 0
          ? 'La contraseña nueva ya está en vigor.'
          : `La contraseña nueva ya está en vigor. Sesión cerrada en ${count(ended, { one: '1 dispositivo más', other: '# dispositivos más' })}.`,
      wrong: 'Esta no es tu contraseña actual.',
    },
    recovery: {
      title: 'Códigos de recuperación',
      none: 'Aún no hay ninguno. Si pierdes llaves y contraseña, cada código te deja entrar una vez.',
      left: (left: number) =>
        left === 0 ? 'No queda ningún código.' : count(left, { one: 'Queda 1 código.', other: 'Quedan # códigos.' }),
      made: 'Creados',
      used: 'Se usó un código para entrar',
      usedHint: 'Si no fuiste tú, crea códigos nuevos y después cierra sesión en todas partes.',
      justRecovered:
        'Has entrado con un código de recuperación o un correo. Pon ahora una contraseña nueva o añade una llave de acceso: durante diez minutos no se te pide nada más.',
      make: 'Crear códigos de recuperación',
      renew: 'Crear códigos nuevos',
      keep: 'Recibirás diez códigos. Guárdalos donde puedas encontrarlos sin este dispositivo: en papel o en un gestor de contraseñas.',
      ends: 'Recibirás diez códigos nuevos. Los anteriores dejan de valer al momento.',
      password: 'Tu contraseña, para estar seguros',
      yes: 'Mostrar mis códigos',
      yesPasskey: 'Mostrar mis códigos con una llave de acceso',
      once: 'Estos códigos se muestran solo esta vez. Anótalos o cópialos; cada uno sirve una vez.',
      ready: 'Los diez códigos están listos.',
      copy: 'Copiar los códigos de recuperación',
      done: 'Ya los he guardado',
      cancelled: 'No se ha usado ninguna llave de acceso. Tus códigos siguen igual.',
    },
    data: {
      title: 'Tus datos',
      hint: 'Todo lo que guardas aquí en un archivo: tus documentos y quién puede verlos, tu perfil y lo que has permitido a cada aplicación. Líneas de JSON que cualquier programa puede leer.',
      export: 'Exportar mis datos',
      exporting: (documents: number) =>
        `Empieza tu descarga. Contiene ${count(documents, { one: '1 documento', other: '# documentos' })}, incluidos los eliminados.`,
      import: 'Importar un archivo',
      file: 'Archivo que se va a importar',
      importHint:
        'Solo se importan documentos. Lo que ya está aquí se queda, y una versión más nueva sigue siendo más nueva: importar dos veces no cambia nada más.',
      imported: (added: number, merged: number, unchanged: number) =>
        `${count(added, { one: '1 documento añadido', other: '# documentos añadidos' })}, ${number(merged)} fusionados, ${number(unchanged)} ya estaban aquí.`,
      left: (left: number) => count(left, { one: 'Se omitió 1.', other: 'Se omitieron #.' }),
      leftLine: (line: number, because: string) => `Línea ${number(line)}: ${because}.`,
    },
    leave: {
      title: 'Eliminar la cuenta',
      hint: 'Cierra tu cuenta al momento y la borra a los 30 días.',
      open: 'Eliminar mi cuenta',
      means: [
        'Al momento se cierra tu sesión en todas partes, las aplicaciones pierden tu permiso y nadie ve ya tu perfil ni tus documentos.',
        'Durante 30 días puedes cambiar de opinión: inicia sesión y todo vuelve.',
        'Después se borran tus documentos y todo lo que se sabe de ti. Tu identificador no se da nunca a nadie más.',
        'Si quieres conservar tus datos, expórtalos antes.',
      ],
      handle: (handle: string) => `Para estar seguros, escribe tu identificador: ${handle}`,
      wrongHandle: 'Este no es tu identificador.',
      password: 'Tu contraseña',
      yes: 'Eliminar mi cuenta ahora',
      yesPasskey: 'Eliminar mi cuenta con una llave de acceso',
      cancelled: 'No se ha usado ninguna llave de acceso. Tu cuenta sigue igual.',
    },
    left: {
      title: 'Tu cuenta está cerrada',
      until: (day: string) => `Se borrará el ${day}. Hasta entonces, inicia sesión para recuperarla.`,
      home: 'Ir a la página de inicio',
    },
    ...records,
    ...sessions,
  },
};
