/** Draws media/icons/socket-doctor.svg as the PNG that the Marketplace asks for: `npx tsx <this file>`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startBrowser } from '../../host/browser.mjs';

async function rasterise(folder: string): Promise<void> {
  const browser = await startBrowser();
  const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
  const svg = await readFile(join(folder, 'socket-doctor.svg'), 'utf8');
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
  await page.screenshot({ path: join(folder, 'socket-doctor.png'), omitBackground: true });
  await browser.close();
}

void rasterise(join('media', 'icons'));
