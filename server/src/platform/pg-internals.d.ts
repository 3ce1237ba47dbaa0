/** How pg turns a value into what goes over the wire: its types leave the module out. */
declare module 'pg/lib/utils.js' {
  const utils: { prepareValue(value: unknown): string | Buffer | null };
  // biome-ignore lint/style/noDefaultExport: it is CommonJS
  export default utils;
}
