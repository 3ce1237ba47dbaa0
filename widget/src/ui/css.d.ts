// `*.css?inline` is a stylesheet as text.
/// <reference types="vite/client" />
