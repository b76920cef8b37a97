/** Writes the open case into the workspace's memory, and takes it up again after a reload. */
import * as vscode from 'vscode';
import { keptCase, restoredCase, type CaseWriter } from '../caseMemory';
import type { Consultation } from '../consultation';
import { realClock } from '../measure/clock';

const memoryKey = 'socketDoctor.case';
/** A storm of errors changes its case a thousand times a second. */
const settleMs = 1_000;
/** While a case only grows older, its curve goes on. */
const curveIntervalMs = 15_000;

export interface CaseKeeperOptions {
  readonly memory: vscode.Memento;
  readonly consultation: () => Pick<Consultation, 'current' | 'latest' | 'resume'>;
  readonly version: string;
  readonly log: vscode.LogOutputChannel;
}

/** Told of every change; writes now and then, and when the window goes. */
export class CaseKeeper implements vscode.Disposable {
  private readonly by: CaseWriter;
  private timer: NodeJS.Timeout | undefined;
  private kept: unknown;
  /** On the steady clock. */
  private keptAtMs = -Infinity;

  constructor(private readonly options: CaseKeeperOptions) {
    this.by = { version: options.version, language: vscode.env.language };
  }

  /** Takes up the case of before the reload, if there is one of use; else forgets it. */
  restore(): void {
    const { memory, consultation } = this.options;
    const stored = memory.get<unknown>(memoryKey);
    const before = restoredCase(stored, this.by, realClock());
    if (before === undefined) {
      if (stored !== undefined) this.put(undefined);
      return;
    }
    this.kept = before.diagnosis;
    this.keptAtMs = performance.now();
    consultation().resume(before.diagnosis, before.histories);
  }

  /** The case or the live numbers have changed. */
  note(): void {
    if (this.timer !== undefined) return;
    const { current } = this.options.consultation();
    if (current === undefined && this.kept === undefined) return;
    const isNew = current !== this.kept;
    if (!isNew && performance.now() - this.keptAtMs < curveIntervalMs) return;
    this.timer = setTimeout(
      () => {
        this.write();
      },
      isNew ? settleMs : 0,
    );
    this.timer.unref();
  }

  dispose(): void {
    this.write();
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { current, latest } = this.options.consultation();
    if (current === undefined && this.kept === undefined) return;
    this.kept = current;
    this.keptAtMs = performance.now();
    const histories = latest?.histories ?? current?.histories ?? [];
    this.put(current && keptCase({ diagnosis: current, histories }, this.by, Date.now()));
  }

  private put(text: string | undefined): void {
    const { memory, log } = this.options;
    memory.update(memoryKey, text).then(undefined, (error: unknown) => {
      log.warn('The case could not be kept for a reload.', String(error));
    });
  }
}
