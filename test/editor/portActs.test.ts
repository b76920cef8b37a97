import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { readProcess } from '../../src/measure/linux/processes';
import type { ActOutcome } from '../../src/present/acts/situation';
import type { PortRow } from '../../src/present/portsView/portRows';
import { page } from './page';
import { activateDoctor, until } from './support/doctor';
import { type HeldPort, holdPort, isAlive } from './support/heldPort';
import { needsPage } from './support/panel';
import { type Answering, answerQuestions } from './support/questions';

const show = () =>
  vscode.commands.executeCommand<readonly PortRow[]>('socketDoctor.showListeningPorts');
const stop = (row: PortRow) =>
  vscode.commands.executeCommand<ActOutcome>('socketDoctor.stopPortHolder', row);

describe('the view of listening ports', function () {
  const held: HeldPort[] = [];
  let answering: Answering | undefined;

  const hold = async (options: Parameters<typeof holdPort>[0] = {}) => {
    const holder = await holdPort(options);
    held.push(holder);
    return holder;
  };
  const rowOf = async ({ port }: { port: number }) => {
    const row = (await show()).find((each) => each.port === port);
    assert.ok(row, `no row for port ${port}`);
    return row;
  };
  /** The row as if another process held its port: a list that was true a moment ago. */
  const aimedAt = async (row: PortRow, processId: number): Promise<PortRow> => {
    const process = await readProcess(processId);
    assert.ok(process.kind === 'value');
    const { startedAtMs } = process.value;
    return {
      ...row,
      holder: { ...row.holder, process },
      acts: [
        {
          kind: 'stop-holder',
          target: { processId, label: 'x', ...(startedAtMs !== undefined && { startedAtMs }) },
        },
      ],
    };
  };

  before(async function () {
    if (process.platform !== 'linux') {
      console.log('    skipped: aims at processes of Linux');
      this.skip();
    }
    await activateDoctor();
  });
  afterEach(() => {
    answering?.restore();
    for (const { child } of held.splice(0)) child.kill('SIGKILL');
  });
  after(() => vscode.commands.executeCommand('workbench.view.explorer'));

  it('says who listens, since when and whose it is', async () => {
    const holder = await hold();
    const row = await rowOf(holder);
    assert.match(
      row.description,
      new RegExp(`pid ${holder.child.pid}\\) · an extension · .*\\d (?:ms|s)$`),
    );
    assert.match(row.sentence, new RegExp(`^127\\.0\\.0\\.1:${holder.port}: .*by an extension`));
  });

  it('is on the screen, and its rows can be read by everyone', async function () {
    needsPage(this);
    const holder = await hold();
    // Only the rows that there is room for are drawn.
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await page.setSize(1440, 1_600);
    await rowOf(holder);
    const tree = '[aria-label="Listening Ports"], .pane:has-text("Listening Ports")';
    const shown = async () => {
      const text = await page.text(tree).catch(() => '');
      return text.includes(String(holder.port)) ? text : undefined;
    };
    assert.match(await until('the row', shown, 20_000), new RegExp(`pid ${holder.child.pid}`));
    await page.screenshot('listening-ports');
    await page.setSize(1440, 900);
  });

  it('stops a program after a question, once it has said yes', async () => {
    const [holder, neighbour] = [await hold(), await hold()];
    const row = await rowOf(holder);
    answering = answerQuestions(() => undefined);
    assert.deepEqual(await stop(row), { kind: 'cancelled' });
    assert.ok(isAlive(holder), 'Cancel stops nothing');
    answering.restore();
    answering = answerQuestions(({ buttons }) => buttons[0]);
    assert.deepEqual(await stop(row), { kind: 'done' });
    assert.ok(!isAlive(holder));
    assert.ok(isAlive(neighbour));
    assert.match(answering.questions[0]!.detail, /somebody may need it/);
  });

  it('forces a program only after a second question', async () => {
    const stubborn = await hold({ ignoresTerm: true });
    const row = await rowOf(stubborn);
    answering = answerQuestions(({ buttons }) =>
      buttons[0] === 'Stop It' ? 'Stop It' : undefined,
    );
    assert.deepEqual(await stop(row), { kind: 'cancelled' });
    assert.ok(isAlive(stubborn), 'it was asked, and not forced');
    assert.deepEqual(
      answering.questions.map(({ buttons }) => buttons),
      [['Stop It'], ['Force It to End']],
    );
    answering.restore();
    answering = answerQuestions(({ buttons }) => buttons[0]);
    assert.deepEqual(await stop(row), { kind: 'done' });
    // The system has ended it; Node tells of it a moment later.
    const ended = () => stubborn.child.signalCode ?? undefined;
    assert.equal(await until('the end of the program', ended, 10_000), 'SIGKILL');
  });

  it("refuses the first process, the editor's own, and their parent, with the reason, before any question", async () => {
    const row = await rowOf(await hold());
    answering = answerQuestions(({ buttons }) => buttons[0]);
    const reasons: Record<string, string> = {};
    for (const [name, processId] of [
      ['first-process', 1],
      ['itself', process.pid],
      ['ancestor', process.ppid],
    ] as const) {
      assert.deepEqual(await stop(await aimedAt(row, processId)), {
        kind: 'refused',
        reason: name,
      });
      reasons[name] = answering.warnings.at(-1)!;
    }
    assert.deepEqual(answering.questions, []);
    assert.match(reasons['first-process']!, /is the system itself/);
    assert.match(reasons['itself']!, /runs the extensions of this window/);
    assert.match(reasons['ancestor']!, /this editor runs below/);
  });

  it("refuses another user's process, and one that took over an id", async function () {
    if (process.getuid?.() !== 0) {
      console.log('    skipped: only root can start a process as another user');
      this.skip();
    }
    const setpriv = ['/usr/bin/setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    const nobodys = await hold({ before: setpriv });
    const own = await hold();
    answering = answerQuestions(({ buttons }) => buttons[0]);
    const row = await rowOf(nobodys);
    assert.ok(!row.acts.some(({ kind }) => kind === 'stop-holder'), 'it is not even offered');
    assert.deepEqual(await stop(await aimedAt(row, nobodys.child.pid!)), {
      kind: 'refused',
      reason: 'other-user',
    });
    const aimed = await aimedAt(await rowOf(own), own.child.pid!);
    const [act] = aimed.acts;
    assert.ok(act?.kind === 'stop-holder');
    const target = { ...act.target, startedAtMs: act.target.startedAtMs! - 60_000 };
    assert.deepEqual(await stop({ ...aimed, acts: [{ ...act, target }] }), {
      kind: 'refused',
      reason: 'reused',
    });
    assert.deepEqual(answering.questions, []);
    assert.ok(isAlive(nobodys) && isAlive(own));
  });

  it('stops nothing in Restricted Mode', async () => {
    const holder = await hold();
    const row = await rowOf(holder);
    answering = answerQuestions(({ buttons }) => buttons[0]);
    const trust = Object.getOwnPropertyDescriptor(vscode.workspace, 'isTrusted')!;
    Object.defineProperty(vscode.workspace, 'isTrusted', { get: () => false, configurable: true });
    try {
      assert.deepEqual(await stop(row), { kind: 'refused', reason: 'restricted-mode' });
    } finally {
      Object.defineProperty(vscode.workspace, 'isTrusted', trust);
    }
    assert.ok(isAlive(holder));
    assert.match(answering.warnings[0]!, /Restricted Mode/);
    assert.equal(vscode.workspace.isTrusted, true);
  });
});
