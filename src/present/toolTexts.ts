/**
 * What an assistant in the editor is told, as text: measured facts, each with its number, so that it
 * can answer "why do my requests fail?" without guessing. What programs named is quoted and bounded:
 * it is data, and an assistant may read it as no more than that.
 */
import { isOwnSite, placeLabel, type CallFacts, type PlacedCalls } from './callFacts';
import { endpointLabel } from '../explain/addresses';
import { reuseFigure } from '../explain/churn';
import { numberWords } from '../explain/format';
import { quoted } from '../explain/hostileText';
import { wrongAdviceIn } from '../explain/wrongAdvice';
import type { CaseFile, Forecast, Verdict } from '../explain/verdict';
import type { Finding, SystemRemedy } from '../remedy/finding';

/** Models read English best, whatever the editor's language. */
const locale = 'en';
const mostRows = 10;
const mostFindings = 100;

export interface AnalysisFacts {
  readonly diagnosis: Pick<CaseFile, 'error' | 'errorCount' | 'measurement'> & {
    readonly verdict: Verdict;
  };
  readonly mostPressing?: Forecast | undefined;
  readonly calls?: CallFacts | undefined;
  readonly remedies: readonly SystemRemedy[];
  /** What the assistant was told to do, or wants to advise; absent where it only asks. */
  readonly advice?: string | undefined;
}

export interface FindingFacts {
  readonly place: string;
  readonly finding: Pick<Finding, 'rule' | 'message' | 'severity' | 'fixes'>;
}

/** The verdict, the numbers it rests on, the lines that make calls, and what helps. */
export function analysisText({
  diagnosis,
  mostPressing,
  calls,
  remedies,
  advice = '',
}: AnalysisFacts): string {
  const { verdict, error, errorCount } = diagnosis;
  const paragraphs = [
    `Verdict (${verdict.confidence}): ${verdict.headline} ${verdict.proof}`,
    verdict.explanation,
    error === undefined
      ? 'No program has reported a socket error.'
      : `The program's own line, seen ${errorCount ?? 1} times: ${quoted(error.line, 500)}`,
    list(
      'Evidence',
      verdict.evidence.map(({ text, from }) => (from ? `${text} [${from.where}]` : text)),
    ),
    list('What would prove this wrong', verdict.disproof),
    forecastText(mostPressing ?? verdict.forecast),
    list('Calls counted inside the programs', (calls?.destinations ?? []).map(callsText)),
    list(
      'Popular advice that is wrong here',
      [...verdict.wrongAdvice, ...wrongAdviceIn(advice, diagnosis.measurement.platform)].map(
        ({ advice: said, whyNot, source }) => `${said}: ${whyNot} [${source}]`,
      ),
    ),
    list(
      'What helps in the system, and what does not',
      remedies.map(({ verdict: helps, title, effect, command }) =>
        command === undefined
          ? `${helps}: ${title} ${effect}`
          : `${helps}: ${title} ${effect} Command (needs a person's consent): ${command}`,
      ),
    ),
  ];
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n\n');
}

/** Code that opens a connection per call, with the rule and the fixes that the editor offers. */
export function findingsText(findings: readonly FindingFacts[]): string {
  if (findings.length === 0) {
    return 'No code that opens a connection per call has been found so far in the files that were looked at.';
  }
  const rows = findings.slice(0, mostFindings).map(({ place, finding }) => {
    const fixes = finding.fixes.map(({ title }) => title).join('; ');
    const fix = fixes === '' ? '' : ` Quick fixes: ${fixes}.`;
    return `${quoted(place, 200)} (${finding.severity}, ${finding.rule}): ${finding.message}${fix}`;
  });
  const rest = findings.length - rows.length;
  return list(
    `${findings.length} places that cost connections`,
    rest > 0 ? [...rows, `and ${rest} more`] : rows,
  );
}

function forecastText(forecast: Forecast | undefined): string {
  if (forecast === undefined) return '';
  const words = numberWords(locale);
  const { destination, capacity, occupiedPorts, sustainablePerSecond, timeToExhaustionMs } =
    forecast;
  const until = Number.isFinite(timeToExhaustionMs)
    ? `the ports run out in ${words.duration(timeToExhaustionMs)}`
    : 'this rate can go on for ever';
  return `Arithmetic for ${endpointLabel(destination)}: ${words.count(occupiedPorts)} of ${words.count(capacity)} local ports are in use; ${words.rate(forecast.connectionsPerSecond)} new connections a second, of which this machine sustains ${words.limits(sustainablePerSecond)}; ${until}.`;
}

function callsText(calls: PlacedCalls): string {
  const figure = reuseFigure(
    {
      ...calls,
      requests: calls.requests ?? 0,
    },
    locale,
  );
  const sites = calls.sites.slice(0, mostRows).map((site) => {
    const place = site.place ? quoted(placeLabel(site.place), 100) : 'code in no file';
    return `${place}${isOwnSite(site) ? '' : ' (not this workspace)'}: ${reuseFigure(site, locale)}`;
  });
  return `${endpointLabel(calls.destination)}: ${figure}. Lines: ${sites.join('; ')}.`;
}

function list(title: string, rows: readonly string[]): string {
  return rows.length === 0
    ? ''
    : [`${title}:`, ...rows.slice(0, mostFindings + 1).map((row) => `- ${row}`)].join('\n');
}
