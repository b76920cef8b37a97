/** What a project's own files say about the runtime of the code beside them. Bad files say nothing. */
import type { AnalysisContext } from './finding';

/** A folder on the way from a source file up to its workspace folder. */
export interface ProjectFolder {
  /** Names of the files in it; empty where it cannot be listed. */
  readonly fileNames: () => Promise<readonly string[]>;
  /** A file's text, or undefined where it cannot be read. */
  readonly read: (name: string) => Promise<string | undefined>;
}

/** What the project says; absent members are unknown. */
export type ProjectFacts = Pick<
  AnalysisContext,
  'nodeMajor' | 'newestNodeMajor' | 'nodeFetchVersion' | 'targetFramework'
>;

/** Files that {@link projectContext} reads; when one of them changes, its answer may too. */
export const projectFileGlob = '**/{package.json,.nvmrc,.node-version,*.csproj}';

/**
 * The runtime of a source file: the Node majors and the version of node-fetch for JavaScript and
 * TypeScript, the target framework for C#. The nearest folder that knows it decides.
 *
 * @param folders the file's own folder first, then its parents
 */
export async function projectContext(
  languageId: string,
  folders: readonly ProjectFolder[],
): Promise<ProjectFacts> {
  if (languageId === 'csharp') {
    const targetFramework = await nearest(folders, targetFrameworkIn);
    return targetFramework === undefined ? {} : { targetFramework };
  }
  if (!/^(java|type)script(react)?$/.test(languageId)) return {};
  // Types say which Node the code is written for, so they count only where nothing says what runs it.
  const node = (await nearest(folders, nodeMajorsIn)) ?? (await nearest(folders, nodeOfTypesIn));
  const nodeFetchVersion = await nearest(folders, nodeFetchIn);
  return { ...node, ...(nodeFetchVersion === undefined ? {} : { nodeFetchVersion }) };
}

async function nearest<T>(
  folders: readonly ProjectFolder[],
  look: (folder: ProjectFolder) => Promise<T | undefined>,
): Promise<T | undefined> {
  for (const folder of folders) {
    const found = await look(folder);
    if (found !== undefined) return found;
  }
  return undefined;
}

type NodeMajors = Pick<AnalysisContext, 'nodeMajor' | 'newestNodeMajor'>;

/** What the developer's version manager runs comes before what the package allows. */
async function nodeMajorsIn(folder: ProjectFolder): Promise<NodeMajors | undefined> {
  const names = await folder.fileNames();
  for (const name of ['.nvmrc', '.node-version']) {
    const text = names.includes(name) ? await folder.read(name) : undefined;
    const major = text === undefined ? undefined : nodeMajorOfVersionFile(text);
    if (major !== undefined) return { nodeMajor: major, newestNodeMajor: major };
  }
  const text = names.includes('package.json') ? await folder.read('package.json') : undefined;
  if (text === undefined) return undefined;
  const [oldest, newest] = [nodeMajorOfPackage(text), newestNodeMajorOfPackage(text)];
  if (oldest === undefined && newest === undefined) return undefined;
  return {
    ...(oldest === undefined ? {} : { nodeMajor: oldest }),
    ...(newest === undefined ? {} : { newestNodeMajor: newest }),
  };
}

async function nodeOfTypesIn(folder: ProjectFolder): Promise<NodeMajors | undefined> {
  const range = dependency((await manifestIn(folder)) ?? {}, '@types/node');
  const major = range === undefined ? undefined : ceilingOf(range);
  return major === undefined ? undefined : { nodeMajor: major, newestNodeMajor: major };
}

/** The version that is installed, or else an exact one that is asked for. */
async function nodeFetchIn(folder: ProjectFolder): Promise<string | undefined> {
  const installed = await folder.read('node_modules/node-fetch/package.json');
  const version = installed === undefined ? undefined : manifestOf(installed)['version'];
  const asked = dependency((await manifestIn(folder)) ?? {}, 'node-fetch');
  return [version, asked].find(
    (each): each is string => typeof each === 'string' && /^\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(each),
  );
}

async function manifestIn(folder: ProjectFolder): Promise<Manifest | undefined> {
  const hasOne = (await folder.fileNames()).includes('package.json');
  const text = hasOne ? await folder.read('package.json') : undefined;
  return text === undefined ? undefined : manifestOf(text);
}

function dependency(manifest: Manifest, name: string): string | undefined {
  for (const kind of ['dependencies', 'devDependencies'] as const) {
    const range = asManifest(manifest[kind])[name];
    if (typeof range === 'string') return range.slice(0, 1_000);
  }
  return undefined;
}

/** With several projects in one folder nobody can tell to which a file belongs. */
async function targetFrameworkIn(folder: ProjectFolder): Promise<string | undefined> {
  const projects = (await folder.fileNames()).filter((name) => /\.csproj$/i.test(name));
  const [project] = projects;
  if (project === undefined || projects.length > 1) return undefined;
  const text = await folder.read(project);
  return text === undefined ? undefined : targetFrameworkOfProject(text);
}

/** Majors of Node's long-term releases by code name (github.com/nodejs/Release, schedule.json). */
const majorOfCodename: ReadonlyMap<string, number> = new Map([
  ['argon', 4],
  ['boron', 6],
  ['carbon', 8],
  ['dubnium', 10],
  ['erbium', 12],
  ['fermium', 14],
  ['gallium', 16],
  ['hydrogen', 18],
  ['iron', 20],
  ['jod', 22],
  ['krypton', 24],
]);

/** The major in `.nvmrc` or `.node-version`: `v20.11.1`, `18`, `lts/iron`; not `node` or `lts/*`. */
export function nodeMajorOfVersionFile(text: string): number | undefined {
  const line = text
    .slice(0, 1_000)
    .split(/\r?\n/)
    .map((each) => each.replace(/#.*$/, '').trim())
    .find((each) => each !== '');
  const codename = /^lts\/([a-z]+)$/i.exec(line ?? '')?.[1];
  if (codename !== undefined) return majorOfCodename.get(codename.toLowerCase());
  return major(/^v?(\d{1,3})(?:\.\d+){0,2}$/.exec(line ?? '')?.[1]);
}

/** The oldest major that `engines.node` of a package.json allows; undefined where it sets no floor. */
export function nodeMajorOfPackage(text: string): number | undefined {
  const range = enginesNode(text);
  if (range === undefined) return undefined;
  let oldest: number | undefined;
  for (const alternative of range.slice(0, 1_000).split('||')) {
    const floor = floorOf(alternative);
    if (floor === undefined) return undefined;
    oldest = Math.min(oldest ?? floor, floor);
  }
  return oldest;
}

/** The newest major that `engines.node` of a package.json allows; undefined where it sets no ceiling. */
export function newestNodeMajorOfPackage(text: string): number | undefined {
  let newest: number | undefined;
  for (const alternative of (enginesNode(text) ?? '').slice(0, 1_000).split('||')) {
    const ceiling = ceilingOf(alternative);
    if (ceiling === undefined) return undefined;
    newest = Math.max(newest ?? ceiling, ceiling);
  }
  return newest;
}

function enginesNode(text: string): string | undefined {
  const range = asManifest(manifestOf(text)['engines'])['node'];
  return typeof range === 'string' ? range : undefined;
}

type Manifest = Readonly<Record<string, unknown>>;

/** A package.json; empty where it is broken. */
function manifestOf(text: string): Manifest {
  try {
    return asManifest(JSON.parse(text.replace(/^\ufeff/, '')));
  } catch {
    return {};
  }
}

function asManifest(value: unknown): Manifest {
  return typeof value === 'object' && value !== null ? (value as Manifest) : {};
}

/** The lowest upper bound of the comparators (node-semver, "Ranges"): `18.x`, `^18.1`, `<19`, `16 - 18`. */
function ceilingOf(comparators: string): number | undefined {
  let ceiling: number | undefined;
  const joined = comparators
    .replace(/([<>=^~])\s+/g, '$1')
    .replace(/\S+\s+-\s+(\S+)/g, '<=$1')
    .trim();
  for (const comparator of joined.split(/\s+/)) {
    const [, operator = '', digits, rest = ''] =
      /^([<>=^~]*)v?(\d{1,3})((?:\.[\w.*-]*)?)$/.exec(comparator) ?? [];
    const bound = operator.startsWith('>') ? undefined : major(digits);
    // `<19` and `<19.0.0` exclude all of 19; `<19.2` does not.
    const isBelow = operator === '<' && /^(\.0)*$/.test(rest);
    if (bound !== undefined) ceiling = Math.min(ceiling ?? Infinity, isBelow ? bound - 1 : bound);
  }
  return ceiling;
}

/** The highest lower bound of the comparators, which all hold together (node-semver, "Ranges"). */
function floorOf(comparators: string): number | undefined {
  let floor: number | undefined;
  const joined = comparators
    .replace(/([<>=^~])\s+/g, '$1')
    .replace(/(\S+)\s+-\s+\S+/g, '>=$1')
    .trim();
  for (const comparator of joined.split(/\s+/)) {
    const [, operator = '', digits] = /^([<>=^~]*)v?(\d{1,3})(?:\.|$)/.exec(comparator) ?? [];
    const bound = operator.startsWith('<') ? undefined : major(digits);
    // A bare `>20` excludes all of 20; `>20.1` does not.
    const isWholeMajor = operator === '>' && /^>v?\d+$/.test(comparator);
    if (bound !== undefined) floor = Math.max(floor ?? 0, isWholeMajor ? bound + 1 : bound);
  }
  return floor;
}

function major(digits: string | undefined): number | undefined {
  const number = Number(digits);
  return digits !== undefined && number > 0 ? number : undefined;
}

/**
 * The `TargetFramework` of a C# project, lower case: `net8.0`, `netstandard2.0`, and `net472` for the
 * `v4.7.2` of old projects. Of several the .NET Framework one, since the code must suit that too.
 */
export function targetFrameworkOfProject(text: string): string | undefined {
  const xml = text.replace(/<!--[\s\S]*?-->/g, '');
  const element = (name: string) =>
    new RegExp(`<${name}(?:\\s[^<>]*)?>([^<]{1,200})</${name}\\s*>`).exec(xml)?.[1];
  const frameworks = (element('TargetFrameworks') ?? element('TargetFramework') ?? '')
    .split(';')
    .map((one) => one.trim().toLowerCase())
    .filter((one) => /^net[a-z\d.-]{1,40}$/.test(one));
  const old = /^v(\d(?:\.\d){1,2})$/.exec(element('TargetFrameworkVersion')?.trim() ?? '')?.[1];
  return (
    frameworks.find((one) => /^net\d{2,3}$/.test(one)) ??
    frameworks[0] ??
    (old === undefined ? undefined : `net${old.replaceAll('.', '')}`)
  );
}
