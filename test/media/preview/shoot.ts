/**
 * Takes pictures of every state in every theme, wide and narrow, to be looked at:
 * `npx tsx test/media/preview/shoot.ts [folder, default out/preview] [name filter]`.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { scenes } from '../support/scenes';
import { startBrowser } from '../../host/browser.mjs';
import { bundlePanel, openPreview } from './preview';
import { themes } from './themes';
import type { ThemeName } from './themes';

const sizes = [
  { name: '720', width: 720, scale: 1 },
  { name: '320', width: 320, scale: 2 },
];

async function shoot(folder: string, filter: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const browser = await startBrowser();
  const bundle = await bundlePanel();
  for (const theme of Object.keys(themes) as ThemeName[]) {
    for (const size of sizes) {
      for (const [state, { snapshot, act }] of Object.entries(scenes)) {
        const name = `${state}-${theme}-${size.name}`;
        if (name.includes(filter)) {
          const preview = await openPreview(browser, bundle, { theme, ...size });
          await preview.send(snapshot());
          if (act) await preview.page.evaluate(`(${act.toString()})(document)`);
          await preview.page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
          for (const trouble of await preview.troubles()) {
            process.stdout.write(`${name}: ${trouble}\n`);
          }
          await preview.close();
        }
      }
    }
  }
  await browser.close();
}

void shoot(process.argv[2] ?? join('out', 'preview'), process.argv[3] ?? '');
