/** What the rules may know about a file: its project, this machine, and what the person has set. */
import type * as vscode from 'vscode';
import type { PortSpan, Reading } from '../measure/measurement';
import type { AnalysisContext, RuleLevel } from '../remedy/finding';
import { ProjectFacts } from './projectFacts';

export interface AnalysisContextOptions {
  /** The live range, so that a port rotation stays out of it. */
  readonly ephemeralRange: () => Reading<PortSpan> | undefined;
  readonly levels: () => Readonly<Record<string, RuleLevel>>;
}

const platform = (['linux', 'darwin', 'win32'] as const).find((each) => each === process.platform);

/** Asked anew for each analysis: any of it may have changed. */
export class AnalysisContexts implements vscode.Disposable {
  private readonly project = new ProjectFacts();

  constructor(private readonly options: AnalysisContextOptions) {}

  /** Never rejects. */
  async of(uri: vscode.Uri, languageId: string): Promise<AnalysisContext> {
    const range = this.options.ephemeralRange();
    return {
      ...(await this.project.of(uri, languageId)),
      ...(range?.kind === 'value' && { ephemeralRange: range.value }),
      ...(platform && { platform }),
      levels: this.options.levels(),
    };
  }

  dispose(): void {
    this.project.dispose();
  }
}
