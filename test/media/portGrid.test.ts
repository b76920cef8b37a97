import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cellAt, cellContent, layOutPorts, portStates } from '../../media/panel/charts/portGrid';
import { exhaustedPortMap, largeSnapshot } from './support/snapshots';

describe('the port grid', () => {
  it('has a place for every port and stays inside its space, from 1 port to 65,536', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 65_536 }),
        fc.integer({ min: 120, max: 2_000 }),
        fc.integer({ min: 60, max: 600 }),
        (ports, width, height) => {
          const grid = layOutPorts(ports, width, height);
          assert.ok(grid.cells * grid.portsPerCell >= ports);
          assert.ok((grid.cells - 1) * grid.portsPerCell < ports);
          assert.ok(grid.columns * grid.rows >= grid.cells);
          assert.ok(grid.columns * grid.cellPx <= width);
          assert.ok(grid.rows * grid.cellPx <= height + grid.cellPx);
        },
      ),
    );
  });

  it('gives 201 ports a large cell each, and 60,000 ports on 320 px a shared small one', () => {
    assert.deepEqual(layOutPorts(201, 672, 240), {
      cellPx: 16,
      columns: 42,
      rows: 5,
      cells: 201,
      portsPerCell: 1,
    });
    const dense = layOutPorts(60_000, 320, 240);
    assert.equal(dense.cellPx, 3);
    assert.ok(dense.portsPerCell > 1);
  });

  it('finds each cell at its own middle, and none outside', () => {
    const grid = layOutPorts(201, 672, 240);
    for (let cell = 0; cell < grid.cells; cell += 1) {
      const x = ((cell % grid.columns) + 0.5) * grid.cellPx;
      const y = (Math.floor(cell / grid.columns) + 0.5) * grid.cellPx;
      assert.equal(cellAt(grid, x, y), cell);
    }
    assert.equal(cellAt(grid, -1, 5), undefined);
    assert.equal(cellAt(grid, 5, grid.rows * grid.cellPx + 1), undefined);
    assert.equal(cellAt(grid, grid.columns * grid.cellPx + 1, 5), undefined);
  });

  it('counts every port of every cell once', () => {
    const view = largeSnapshot().portMap!;
    const states = portStates(view);
    for (const width of [320, 900]) {
      const grid = layOutPorts(states.count, width, 240);
      const sum = { open: 0, waiting: 0, free: 0 };
      for (let cell = 0; cell < grid.cells; cell += 1) {
        const content = cellContent(states, grid, cell);
        sum.open += content.open;
        sum.waiting += content.waiting;
        sum.free += content.free;
      }
      assert.equal(sum.open, view.open.length);
      assert.equal(sum.waiting, view.waiting.length);
      assert.equal(sum.open + sum.waiting + sum.free, 28_232);
    }
  });

  it('leaves out ports that are not in the range, and keeps an unknown wait unknown', () => {
    const states = portStates({
      ...exhaustedPortMap(),
      open: [-5, 500],
      waiting: [
        [3, null],
        [9_999, 10],
      ],
    });
    const grid = layOutPorts(states.count, 672, 240);
    assert.equal(states.count, 201);
    assert.ok(Number.isNaN(cellContent(states, grid, 3).remainingS));
    const waiting = states.state.filter((state) => state !== 0).length;
    assert.equal(waiting, 1);
  });
});
