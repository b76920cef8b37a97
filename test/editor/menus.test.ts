/** Where the menus that the manifest names really are menus of this editor. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activateDoctor } from './support/doctor';

interface Manifest {
  contributes: {
    menus: Record<string, { command: string }[]>;
    viewsWelcome: { view: string; contents: string }[];
  };
}

describe('menus', () => {
  it('name commands that exist, and views that are there', async () => {
    await activateDoctor();
    const extension = vscode.extensions.getExtension('socket-doctor.socket-doctor')!;
    const { menus, viewsWelcome } = (extension.packageJSON as Manifest).contributes;
    const commands = await vscode.commands.getCommands();
    for (const [menu, items] of Object.entries(menus)) {
      for (const { command } of items) assert.ok(commands.includes(command), `${menu}: ${command}`);
    }
    for (const { view, contents } of viewsWelcome) {
      assert.ok(commands.includes(`${view}.focus`), view);
      for (const [, command = ''] of contents.matchAll(/\(command:([^)]+)\)/g)) {
        assert.ok(commands.includes(command), command);
      }
    }
  });
});
