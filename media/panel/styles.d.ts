// esbuild turns an imported style sheet into dist/panel.css; the import itself has no value.
declare module '*.css';
