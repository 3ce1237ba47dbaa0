/** Stylesheets go through Vite: plain ones into the page's own CSS file, `?inline` as minified text. */
declare module '*.css';
declare module '*.css?inline' {
  const text: string;
  export default text;
}
