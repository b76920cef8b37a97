/** Entry of the webview's bundle: the style sheet, and the panel bound to the editor's API. */
import './language';
import './panel.css';
import type { FromPanel } from '../../src/present/panel/protocol';
import { startPanel } from './panel';

/** What VS Code gives every webview, once: https://code.visualstudio.com/api/extension-guides/webview */
declare function acquireVsCodeApi(): {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const api = acquireVsCodeApi();
startPanel({
  post: (message) => {
    api.postMessage(message);
  },
  readState: () => api.getState(),
  writeState: (state) => {
    api.setState(state);
  },
});
