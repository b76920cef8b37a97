/** What is wrong in a source text and the edits that cure it: the contract of the room. */

/** Zero-based, in UTF-16 code units, as editors count. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/** `reuse` shares connections (first choice); `rotation` picks local ports itself (last resort). */
export type FixKind = 'reuse' | 'rotation';

export interface Fix {
  readonly id: string;
  readonly kind: FixKind;
  readonly title: string;
  readonly isPreferred: boolean;
  /**
   * Whether it may be applied unseen, as when a file is saved: the same requests go to the same
   * places, and the process ends as before. Not where somebody wrote the churn down on purpose
   * (`agent: false`), nor where the fix brings a limit or a queue that was not there.
   */
  readonly isSafe: boolean;
  /** All edits belong to the analysed text, do not overlap, and are ordered by position. */
  readonly edits: readonly TextEdit[];
  /** What it costs, in a plain sentence (the ECONNRESET race of keep-alive, DNS, shared pools). */
  readonly cost: string;
}

export interface Finding {
  /** Id of the rule, e.g. `js/agent-per-call`; its page is `docs/rules/<language>/<name>.md`. */
  readonly rule: string;
  readonly range: Range;
  /** What the code does, and who closes first because of it. */
  readonly message: string;
  readonly severity: 'warning' | 'information' | 'hint';
  /** The host or port that the code names next to it, to tie it to a destination. */
  readonly target?: { readonly host?: string; readonly port?: number };
  readonly fixes: readonly Fix[];
}

/** Languages that have rules, by VS Code's language ids. */
export type RemedyLanguage =
  | 'javascript'
  | 'javascriptreact'
  | 'typescript'
  | 'typescriptreact'
  | 'csharp'
  | 'python'
  | 'java'
  | 'go';

/** How loudly a rule speaks, where a person has set it. */
export type RuleLevel = 'off' | Finding['severity'];

/** What a rule may know about the project around the file; absent members are unknown. */
export interface AnalysisContext {
  /** The oldest Node major that runs this code: what an edit must suit. */
  readonly nodeMajor?: number;
  /** The newest Node major that runs this code, where the project says so: what a finding may blame. */
  readonly newestNodeMajor?: number;
  /** The version of node-fetch that the project has, e.g. `2.6.7`. */
  readonly nodeFetchVersion?: string;
  /** The live ephemeral range, so that a rotation stays out of it. */
  readonly ephemeralRange?: { readonly first: number; readonly last: number };
  /** The system that the code is edited on: what a choice of ports costs there. */
  readonly platform?: 'linux' | 'darwin' | 'win32';
  /** The project's `TargetFramework`, e.g. `net48` or `net8.0`. */
  readonly targetFramework?: string;
  /** By rule id, in place of the severity that a rule gives its findings. */
  readonly levels?: Readonly<Record<string, RuleLevel>>;
}

export type Analysis =
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }
  | {
      readonly kind: 'unavailable';
      readonly reason: 'unsupported-language' | 'too-large' | 'grammar-failed' | 'timed-out';
      readonly detail: string;
    };

/**
 * `until-boot` and `for-good` take effect at once, for connections that begin from then on;
 * `after-restart` does nothing before the machine has been started anew, and then stays.
 */
export type TakesEffect = 'until-boot' | 'for-good' | 'after-restart';

/** A change of a system setting: shown and copied, never run. */
export interface SystemRemedy {
  readonly id: string;
  readonly title: string;
  /** Whether it helps in this case, and what it does to the numbers; said before the command. */
  readonly effect: string;
  readonly verdict: 'cures' | 'postpones' | 'no-effect' | 'harmful' | 'impossible';
  readonly command?: string;
  readonly undo?: string;
  readonly needsAdministrator?: boolean;
  /** When the command takes effect, and for how long; there where a command is. */
  readonly takesEffect?: TakesEffect;
  /** Where the claim comes from. */
  readonly source: string;
}
