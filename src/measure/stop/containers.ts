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
    const filter = filterOf(query);
    if (filter === undefined) return unavailable('failed', 'container', 'neither id nor port');
    let answer: Reading<readonly Container[]> = unavailable('not-found', 'docker, podman');
    for (const tool of toolsFor(query.runtime)) {
      const file = await this.pathOf(tool);
      if (file === undefined) continue;
      const list = await this.options.run(listCommand(file, filter, timeLimitMs));
      const found = mapReading(list, (text) => containersFrom(tool, text));
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

function filterOf({ id, publishedPort }: ContainerQuery): string | undefined {
  if (id !== undefined) return ID.test(id) ? `id=${id}` : undefined;
  return publishedPort !== undefined && Number.isInteger(publishedPort)
    ? `publish=${publishedPort}`
    : undefined;
}

function listCommand(file: string, filter: string, timeLimitMs: number): Command {
  return {
    file,
    args: ['ps', '--no-trunc', '--filter', filter, '--format', '{{.ID}}\t{{.Names}}\t{{.Image}}'],
    timeLimitMs,
    maxBytes: 256_000,
  };
}

/** Lines of id, name and image; one that does not begin with an id is left out. */
export function containersFrom(tool: ContainerTool, output: string): readonly Container[] {
  return output
    .split('\n')
    .slice(0, MAX_CONTAINERS)
    .flatMap((line) => {
      const [id = '', name = '', image = ''] = line.trimEnd().split('\t');
      if (!ID.test(id)) return [];
      return [{ tool, id, name: boundedText(name, MAX_NAME), image: boundedText(image, MAX_NAME) }];
    });
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
