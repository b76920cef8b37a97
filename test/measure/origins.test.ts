import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { RootedOrigin } from '../../src/measure/clients';
import type { Machine } from '../../src/measure/machine';
import type { MeasureScope } from '../../src/measure/measurement';
import { editorOrigin, withOrigins } from '../../src/measure/origins';
import { createUnsupportedMachine } from '../../src/measure/unsupportedMachine';

describe('editorOrigin', () => {
  it('is the extension host and the process that started it', () => {
    assert.deepEqual(editorOrigin(50, 40).processIds, [40, 50]);
  });

  it('is the extension host alone where everybody descends from its parent', () => {
    for (const parentId of [0, 1]) assert.deepEqual(editorOrigin(50, parentId).processIds, [50]);
  });
});

describe('withOrigins', () => {
  it('puts the origins of now into each look, and leaves the rest of the machine alone', async () => {
    const scopes: MeasureScope[] = [];
    const blind = createUnsupportedMachine('aix');
    const machine: Machine = {
      ...blind,
      measure: (scope) => {
        scopes.push(scope);
        return blind.measure(scope);
      },
    };
    const origins: RootedOrigin[] = [editorOrigin(50, 40)];
    const telling = withOrigins(machine, () => [...origins]);
    await telling.measure({ processId: 7 });
    origins.unshift({ id: 't', kind: 'terminal', label: 'bash', processIds: [60] });
    await telling.measure({});
    assert.deepEqual(
      scopes.map(({ processId, origins: asked }) => [processId, asked?.map(({ id }) => id)]),
      [
        [7, ['editor']],
        [undefined, ['t', 'editor']],
      ],
    );
    assert.deepEqual(await telling.holdersOf(80, {}), await machine.holdersOf(80, {}));
  });
});
