/** Keeps the figures of findings in step with what the socket table shows of programs without a probe. */
import * as vscode from 'vscode';
import { endpointLabel } from '../explain/addresses';
import {
  tableChurnMessage,
  tableChurns,
  type TableChurn,
  type TableLook,
} from '../explain/tableChurn';
import type { Finding } from '../remedy/finding';

/** Figures move; a diagnostic that is set anew with each would only flicker. */
const settleMs = 2_000;
/** A rate that has changed by less is still what is said. */
const changeWorthSaying = 0.2;

export class TableFigures implements vscode.Disposable {
  private churns: readonly TableChurn[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly latest: () => TableLook | undefined,
    /** Told when another figure is to be said. */
    private readonly changed: () => void,
  ) {}

  /** There is a newer look. */
  touch(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.update();
    }, settleMs).unref();
  }

  /** The beginning of a finding's message; undefined where its destination does not churn. */
  messageFor({ target }: Finding): string | undefined {
    return tableChurnMessage(target, this.churns, vscode.env.language);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private update(): void {
    const look = this.latest();
    const churns = look === undefined ? [] : tableChurns(look);
    const before = new Map(this.churns.map((one) => [keyOf(one), one]));
    const isAlike =
      churns.length === before.size && churns.every((one) => isNear(one, before.get(keyOf(one))));
    if (isAlike) return;
    this.churns = churns;
    this.changed();
  }
}

function keyOf({ rate, attribution }: TableChurn): string {
  return `${endpointLabel(rate.destination)} ${attribution.shares[0]?.origin?.id ?? ''}`;
}

function isNear({ rate }: TableChurn, before: TableChurn | undefined): boolean {
  if (before === undefined) return false;
  const said = before.rate.connectionsPerSecond;
  return Math.abs(rate.connectionsPerSecond - said) <= changeWorthSaying * said;
}
