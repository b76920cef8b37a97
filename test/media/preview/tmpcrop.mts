import { startBrowser } from '../../host/browser.mjs';
import { bundlePanel, openPreview } from './preview';
import * as S from '../support/snapshots';
const [, , theme = 'dark', width = '720', sel = '.play', act = '', out = 'crop'] = process.argv;
const b = await startBrowser();
const p = await openPreview(b, await bundlePanel(), {
  theme: theme as never,
  width: Number(width),
  scale: 1.5,
  reducedMotion: false,
});
await p.send(S.exhaustedSnapshot());
if (act)
  for (const a of act.split(';')) {
    await p.page.click(a);
  }
await p.page.locator(sel).first().scrollIntoViewIfNeeded();
await p.page.waitForTimeout(2600);
await p.page
  .locator(sel)
  .first()
  .screenshot({ path: `out/preview/${out}.png` });
console.log(await p.troubles());
await b.close();
