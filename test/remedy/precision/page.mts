/** Writes docs/PRECISION.md out of what was scanned and what was thought of each finding. */
import type { CodeBase } from './codeBases.mjs';
import type { Scan, ScannedFinding } from './scan.mjs';

/**
 * `right`: the statement is true and the advice sensible. `idle`: the statement is true, but the code
 * runs so rarely that nothing comes of it. `wrong`: neither.
 */
export interface Verdict {
  readonly verdict: 'right' | 'idle' | 'wrong';
  readonly why: string;
}

export interface Scanned {
  readonly codeBase: CodeBase;
  readonly scan: Scan;
}

export interface Judged extends Scanned {
  readonly findings: readonly (ScannedFinding & { readonly verdict: Verdict | undefined })[];
}

export function page(judged: readonly Judged[]): string {
  const languages = [...new Set(judged.map(({ codeBase }) => codeBase.language))];
  const parts = languages.map((language) => {
    const own = judged.filter(({ codeBase }) => codeBase.language === language);
    return `## ${language}\n\n${table(own)}\n\n${details(own)}`;
  });
  const totals = [
    '| Language | Code bases | Files | Findings | Right | Right, idle | Wrong | True statements | Worth acting on |',
    '| --- | --: | --: | --: | --: | --: | --: | --: | --: |',
    ...languages.map((language) =>
      total(
        language,
        judged.filter(({ codeBase }) => codeBase.language === language),
      ),
    ),
    total('**All**', judged),
  ];
  return `${introduction}\n${totals.join('\n')}\n\n${parts.join('\n\n')}\n`;
}

const introduction = `# Precision of the rules

What the rules say about well-known public code, every finding looked at by hand in its source. This page is written by
\`npm run precision -- --write\` from a scan and from \`test/remedy/precision/verdicts.json\`; the code bases and their versions are in
\`test/remedy/precision/codeBases.json\`. \`npm run precision\` alone prints each finding; with folders after \`--\` it scans those.

- **Right**: the statement is true and the advice sensible.
- **Right, idle**: the statement is true, but this code runs so rarely that nothing comes of it (a check at start, one long stream).
- **Wrong**: the statement is not true, or the advice would do harm.
- **True statements** counts the first two, **worth acting on** the first alone.

A code base from npm or Debian is scanned as published, without its dependencies, its minified bundles, and texts over a million characters.
CPython, its site-packages, the JDK and Go's library are what was installed. Test code is included.

The rules were mended on this same code, so that other code may well come off worse. Before that, JavaScript and TypeScript alone had 135
findings, 112 of them in the tests of fastify, and Mono's tests gave 185. Of Python's
packages a session over another adapter, two \`file:\` URLs and a server for Windows were wrong at first, and of C#'s a WebSocket's request
and two settings that the program itself decides.
`;

function counts(judged: readonly Judged[]) {
  const findings = judged.flatMap(({ findings: own }) => own);
  const of = (verdict: Verdict['verdict']) =>
    findings.filter((finding) => finding.verdict?.verdict === verdict).length;
  const files = judged.reduce((sum, { scan }) => sum + scan.files, 0);
  return { files, all: findings.length, right: of('right'), idle: of('idle'), wrong: of('wrong') };
}

function total(name: string, judged: readonly Judged[]): string {
  const { files, all, right, idle, wrong } = counts(judged);
  const share = (part: number) => (all === 0 ? '' : `${((100 * part) / all).toFixed(1)} %`);
  const cells = [
    name,
    judged.length,
    files,
    all,
    right,
    idle,
    wrong,
    share(right + idle),
    share(right),
  ];
  return `| ${cells.join(' | ')} |`;
}

function table(judged: readonly Judged[]): string {
  const rows = judged.map((one) => {
    const { files, all, right, idle, wrong } = counts([one]);
    const { name, version } = one.codeBase;
    return `| ${[name, version, files, all, right, idle, wrong].join(' | ')} |`;
  });
  return [
    '| Code base | Version | Files | Findings | Right | Right, idle | Wrong |',
    '| --- | --- | --: | --: | --: | --: | --: |',
    ...rows,
  ].join('\n');
}

function details(judged: readonly Judged[]): string {
  const rows = judged.flatMap(({ codeBase, findings }) =>
    findings.map(({ file, line, rule, verdict }) => {
      const { verdict: word = 'not judged', why = '' } = verdict ?? {};
      return `| ${codeBase.name} | \`${file}:${line}\` | \`${rule}\` | ${word} | ${why} |`;
    }),
  );
  if (rows.length === 0) return 'No finding.';
  return [
    '<details><summary>Each finding</summary>',
    '',
    '| Code base | Where | Rule | Verdict | Why |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
    '</details>',
  ].join('\n');
}
