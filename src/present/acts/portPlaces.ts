/**
 * Where a port is configured: the lines of launch.json, `.env`, package.json, launchSettings.json,
 * application.properties, compose files and code that name it, each with the edit that names another one.
 * Pure, and data: a rule says in which files a number in which surroundings is a port to listen on.
 */

/** A file of the workspace, as it is now. */
export interface PlaceFile {
  readonly path: string;
  readonly text: string;
}

/** The digits of the port in a file. */
export interface PortPlace {
  readonly path: string;
  /** Counted in UTF-16 units from the start of the text. */
  readonly offset: number;
  readonly length: number;
  /** The line, trimmed and bounded; hostile, as anything in a workspace. */
  readonly line: string;
  /** From 1. */
  readonly lineNumber: number;
}

interface PlaceRule {
  /** The path's end, with forward slashes. */
  readonly files: RegExp;
  /** In front of the digits, on the same line. */
  readonly before: RegExp;
  /** Behind them. */
  readonly after?: RegExp;
}

const local = String.raw`(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]|[*+])`;
const portName = String.raw`[\w.-]*port`;
/** `--port 3000`, `-p=3000`, `PORT=3000`, `localhost:3000`: as on a command line. */
const inCommand = new RegExp(
  String.raw`(?:(?:^|[\s"'=,[])(?:--?p|--${portName})(?:[=\s]|",\s*")|(?:^|[\s"'])${portName}=|${local}:)$`,
  'i',
);
const inJsonValue = new RegExp(String.raw`"${portName}"\s*:\s*"?$`, 'i');

/** The likeliest places first: what is set there wins over what is written in code. */
const rules: readonly PlaceRule[] = [
  { files: /(?:^|\/)launch\.json$/, before: either(inJsonValue, inCommand) },
  { files: /(?:^|\/)tasks\.json$/, before: either(inJsonValue, inCommand) },
  { files: /(?:^|\/)launchSettings\.json$/, before: either(inJsonValue, inCommand) },
  { files: /(?:^|\/)appsettings[\w.]*\.json$/, before: either(inJsonValue, inCommand) },
  {
    files: /(?:^|\/)\.env(?:\.[\w.-]+)?$/,
    before: new RegExp(String.raw`(?:^\s*(?:export\s+)?${portName}\s*=\s*["']?|${local}:)$`, 'i'),
  },
  { files: /(?:^|\/)package\.json$/, before: either(inJsonValue, inCommand) },
  { files: /(?:^|\/)Procfile$/, before: inCommand },
  {
    files: /(?:^|\/)(?:application|bootstrap)[\w.-]*\.properties$/,
    before: /^\s*(?:[\w.-]+\.)?port\s*[=:]\s*$/i,
  },
  {
    files: /(?:^|\/)[\w.-]+\.ya?ml$/,
    // `port: 3000`; of a compose file the machine's port, which stands first: `- "3000:80"`.
    before: either(/^\s*-?\s*[\w.-]*port\s*:\s*["']?$/i, /^\s*-\s*["']?(?:[\d.]+\.\d+:)?$/),
    after: /^(?:["']?\s*(?:#.*)?$|:\d)/,
  },
  {
    files: /\.(?:[cm]?[jt]sx?|py|go|java|kt|cs|rb|php|rs|ex|exs|vue|svelte)$/,
    before: new RegExp(
      [
        String.raw`\b(?:listen|bind|run|serve|listenandserve\w*|httpserver|tcpserver|socketserver|start)\w*\s*\([^;]*?`,
        String.raw`\b\w*port\w*["']?\s*(?::\s*\w+\s*)?(?::?=|:|\|\||\?\?|,)\s*["']?`,
        String.raw`\bport\b[^;\n]*(?:\|\||\?\?|,|:)\s*["']?`,
        String.raw`${local}:`,
      ]
        .map((each) => `(?:${each})`)
        .join('|')
        .replace(/^(.*)$/s, '(?:$1)$'),
      'i',
    ),
  },
];

const mostPlaces = 50;
const longestLine = 160;
/** Lines longer than this are generated. */
const longestReadLine = 300;

/** The files whose kind may name a port, the likeliest first; for a search by name. */
export const placeGlobs: readonly string[] = [
  '**/{launch,tasks,launchSettings,package}.json',
  '**/appsettings*.json',
  '**/.env*',
  '**/Procfile',
  '**/{application,bootstrap}*.properties',
  '**/*.{yml,yaml}',
  '**/{server,index,app,main,www,config,settings,vite.config,webpack.config}.{js,ts,mjs,cjs,mts,cts,py,go,rb,php,rs}',
  '**/{Program,Startup}.cs',
];

/** Every place of the files that names the port, the likeliest kind of file first. */
export function portPlaces(files: readonly PlaceFile[], port: number): readonly PortPlace[] {
  const found: PortPlace[] = [];
  for (const rule of rules) {
    for (const file of files) {
      if (!rule.files.test(file.path.replaceAll('\\', '/'))) continue;
      found.push(...placesIn(file, rule, port));
      if (found.length >= mostPlaces) return found.slice(0, mostPlaces);
    }
  }
  return found;
}

function placesIn({ path, text }: PlaceFile, rule: PlaceRule, port: number): PortPlace[] {
  const digits = String(port);
  const places: PortPlace[] = [];
  const whole = new RegExp(String.raw`(?<![\w.])${digits}(?![\w]|\.\d)`, 'g');
  for (const { index: offset } of text.matchAll(whole)) {
    const start = text.lastIndexOf('\n', offset - 1) + 1;
    const end = text.indexOf('\n', offset);
    const line = text.slice(start, end < 0 ? undefined : end).replace(/\r$/, '');
    if (line.length > longestReadLine) continue;
    const before = line.slice(0, offset - start);
    const after = line.slice(offset - start + digits.length);
    if (!rule.before.test(before) || (rule.after && !rule.after.test(after))) continue;
    if (places.length >= mostPlaces) break;
    places.push({
      path,
      offset,
      length: digits.length,
      line: line.trim().slice(0, longestLine),
      lineNumber: text.slice(0, offset).split('\n').length,
    });
  }
  return places;
}

function either(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => `(?:${source})`).join('|'), 'i');
}
