// The README's pictures: `SOCKET_DOCTOR_PICTURES=1 node test/run.mjs live` takes them from its real run
// (test/editor/support/pictures.ts) and keeps them in media/screenshots/.
import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './paths.mjs';

const names = ['panel-exhaustion.png', 'panel-exhaustion-dark.png'];
/** A README with pictures over this size opens slowly. */
const mostBytes = 500_000;

const takenFolder = join(root, 'out/screenshots');

/** Whether this run was started to take pictures. */
export const picturesWanted = process.env.SOCKET_DOCTOR_PICTURES === '1';

/** Removes the pictures of an earlier run: what is kept is of this one. */
export async function forgetPictures() {
  for (const name of names) await rm(join(takenFolder, name), { force: true });
}

/** Copies the pictures to their place; throws where one was not taken or is too large. */
export async function keepPictures() {
  const kept = join(root, 'media/screenshots');
  await mkdir(kept, { recursive: true });
  for (const name of names) {
    const { size } = await stat(join(takenFolder, name));
    if (size > mostBytes) throw new Error(`${name} has ${size} bytes, over ${mostBytes}.`);
    await copyFile(join(takenFolder, name), join(kept, name));
    console.log(`media/screenshots/${name}: ${size} bytes`);
  }
}
