/**
 * Containers, by their runtime's own command: which one publishes a port, and stopping it. `docker stop`
 * sends SIGTERM to the container's main process and SIGKILL after a grace period
 * (docs.docker.com/reference/cli/docker/container/stop); `podman stop` does the same.
 */
import { access, constants } from 'node:fs/promises';
import type { ContainerInfo, Reading } from '../measurement';
import { boundedText, mapReading, unavailable } from '../reading';
import type { Command, RunCommand } from '../runCommand';

export type ContainerTool = 'docker' | 'podman';

/** Where the installers put them. The search path is not asked: a workspace may change it. */
const PLACES: Readonly<Record<ContainerTool, readonly string[]>> = {
  docker: [
    '/usr/bin/docker',
    '/usr/local/bin/docker',
    '/opt/homebrew/bin/docker',
    '/snap/bin/docker',
    'C:\\Program Files\\Docker\\Docker\\resources\\bin\\docker.exe',
  ],
  podman: [
    '/usr/bin/podman',
    '/usr/local/bin/podman',
    '/opt/homebrew/bin/podman',
    '/opt/podman/bin/podman',
    'C:\\Program Files\\RedHat\\Podman\\podman.exe',
  ],
};

const MAX_NAME = 128;
const MAX_CONTAINERS = 50;
const GRACE_S = 10;
/** Where a person has asked for the containers. */
const PATIENT_MS = 15_000;
const ID = /^[0-9a-f]{64}$/;

/** A running container as its runtime lists it; the names are hostile text. */
export interface Container {
  readonly tool: ContainerTool;
  readonly id: string;
  readonly name: string;
  readonly image: string;
}

/** What is being looked for; see explain's ContainerTarget. */
export interface ContainerQuery {
  readonly id?: string;
  readonly runtime?: ContainerInfo['runtime'];
  readonly publishedPort?: number;
}

export interface ContainersOptions {
  readonly run: RunCommand;
  /** Whether a program is there; the file system in earnest. */
  readonly isThere?: (path: string) => Promise<boolean>;
}

export class Containers {
  constructor(private readonly options: ContainersOptions) {}

  /**
   * The running containers that are meant, from every runtime that is installed. `not-found` where none
   * is installed, or the first runtime's own failure where none answers.
   * @param timeLimitMs for each runtime's answer
   */
  async find(
    query: ContainerQuery,
    timeLimitMs = PATIENT_MS,
  ): Promise<Reading<readonly Container[]>> {
    if (!isClear(query)) return unavailable('failed', 'container', 'neither id nor port');
    let answer: Reading<readonly Container[]> = unavailable('not-found', 'docker, podman');
    for (const tool of toolsFor(query.runtime)) {
      const file = await this.pathOf(tool);
      if (file === undefined) continue;
      const list = await this.options.run(listCommand(tool, file, query, timeLimitMs));
      const found = mapReading(list, (text) =>
        containersFrom(tool, text, tool === 'podman' ? query.publishedPort : undefined),
      );
      if (found.kind === 'value' && found.value.length > 0) return found;
      if (answer.kind === 'unavailable') answer = found;
    }
    return answer;
  }

  /** Has the runtime stop one container; its answer, or why it did not. */
  async stop({ tool, id }: Container): Promise<Reading<string>> {
    const file = await this.pathOf(tool);
    if (file === undefined || !ID.test(id)) return unavailable('not-found', tool);
    return this.options.run({
      file,
      args: ['stop', '--time', String(GRACE_S), id],
      timeLimitMs: (GRACE_S + 20) * 1_000,
      maxBytes: 64_000,
    });
  }

  private async pathOf(tool: ContainerTool): Promise<string | undefined> {
    const isThere = this.options.isThere ?? isProgram;
    for (const path of PLACES[tool]) {
      if (await isThere(path)) return path;
    }
    return undefined;
  }
}

function toolsFor(runtime: ContainerQuery['runtime']): readonly ContainerTool[] {
  return runtime === 'docker' || runtime === 'podman' ? [runtime] : ['docker', 'podman'];
}

function isClear({ id, publishedPort }: ContainerQuery): boolean {
  return id === undefined ? Number.isInteger(publishedPort) : ID.test(id);
}

/**
 * Podman has no filter for published ports (4.3.1: "publish is an invalid filter"), so it lists them
 * all, with their ports.
 */
function listCommand(
  tool: ContainerTool,
  file: string,
  { id, publishedPort }: ContainerQuery,
  timeLimitMs: number,
): Command {
  const filter = id === undefined ? `publish=${publishedPort}` : `id=${id}`;
  const isFiltered = id !== undefined || tool === 'docker';
  return {
    file,
    args: [
      'ps',
      '--no-trunc',
      ...(isFiltered ? ['--filter', filter] : []),
      '--format',
      '{{.ID}}\t{{.Names}}\t{{.Image}}\t{{.Ports}}',
    ],
    timeLimitMs,
    maxBytes: 256_000,
  };
}

/**
 * Lines of id, name, image and ports; one that does not begin with an id is left out.
 * @param publishedPort left out is also who does not publish this one
 */
export function containersFrom(
  tool: ContainerTool,
  output: string,
  publishedPort?: number,
): readonly Container[] {
  return output
    .split('\n')
    .flatMap((line) => {
      const [id = '', name = '', image = '', ports = ''] = line.trimEnd().split('\t');
      if (!ID.test(id)) return [];
      if (publishedPort !== undefined && !publishes(ports, publishedPort)) return [];
      return [{ tool, id, name: boundedText(name, MAX_NAME), image: boundedText(image, MAX_NAME) }];
    })
    .slice(0, MAX_CONTAINERS);
}

/** Is the port among `127.0.0.1:3000->80/tcp, 0.0.0.0:8000-8002->8000-8002/tcp`? */
function publishes(ports: string, port: number): boolean {
  for (const [, first = '', last = first] of ports.matchAll(/(\d{1,5})(?:-(\d{1,5}))?->/g)) {
    if (Number(first) <= port && port <= Number(last)) return true;
  }
  return false;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
