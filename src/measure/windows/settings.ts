/** Port range, excluded ports and TIME_WAIT length of Windows, from the first source that answers. */
import type { Clock } from '../clock';
import type { DurationRange, Measurement, PortSpan, Reading } from '../measurement';
import { unavailable, value } from '../reading';
import type { RunCommand } from '../runCommand';
import type { Ask } from './answerSession';
import { settingsFromAnswer, type WindowsSettings } from './answers';
import {
  dynamicPortCommand,
  dynamicPortsFrom,
  excludedPortsCommand,
  excludedPortsFrom,
} from './netsh';
import {
  timedWaitDelayCommand,
  timedWaitDelayFrom,
  timeWaitLength,
  unreadTimeWaitLength,
} from './timeWait';

/** Settings change by an administrator's hand; a look every second need not ask for them again. */
const KEEP_MS = 60_000;

/** The parts of a measurement that are settings. */
export type SettingReadings = Pick<
  Measurement,
  'ephemeralRange' | 'ephemeralRangeV6' | 'autoReusePorts' | 'reservedPorts' | 'timeWaitLength'
>;

/** Reads the settings, and keeps them for a minute; their provenance tells when they were read. */
export class SettingsReader {
  private kept: { readonly readings: SettingReadings; readonly steadyMs: number } | undefined;

  constructor(
    private readonly ask: Ask,
    private readonly run: RunCommand,
    private readonly directory: string,
    private readonly clock: Clock,
  ) {}

  async read(signal?: AbortSignal): Promise<SettingReadings> {
    if (this.kept !== undefined && this.clock().steadyMs - this.kept.steadyMs < KEEP_MS)
      return this.kept.readings;
    const [answer, excluded, dynamicV6] = await Promise.all([
      this.ask('settings', signal),
      this.run(excludedPortsCommand(this.directory), signal),
      this.run(dynamicPortCommand(this.directory, 'ipv6'), signal),
    ]);
    const settings = settingsFromAnswer(answer);
    const readings: SettingReadings = {
      ephemeralRange: await this.ephemeralRange(settings, signal),
      ephemeralRangeV6: dynamicPortsFrom(dynamicV6),
      autoReusePorts: autoReusePorts(settings),
      reservedPorts: excludedPortsFrom(excluded),
      timeWaitLength: await this.timeWaitLength(settings, signal),
    };
    const { ephemeralRange, reservedPorts } = readings;
    if (ephemeralRange.kind === 'value' && reservedPorts.kind === 'value') {
      this.kept = { readings, steadyMs: this.clock().steadyMs };
    }
    return readings;
  }

  private async ephemeralRange(
    settings: Reading<WindowsSettings>,
    signal: AbortSignal | undefined,
  ): Promise<Reading<PortSpan>> {
    if (settings.kind === 'value' && settings.value.ephemeralRange !== undefined) {
      return value(settings.value.ephemeralRange, settings.from);
    }
    return dynamicPortsFrom(await this.run(dynamicPortCommand(this.directory, 'ipv4'), signal));
  }

  private async timeWaitLength(
    settings: Reading<WindowsSettings>,
    signal: AbortSignal | undefined,
  ): Promise<Reading<DurationRange>> {
    if (settings.kind === 'value') {
      return timeWaitLength(settings.value.timedWaitDelayS, settings.from);
    }
    const output = await this.run(timedWaitDelayCommand(this.directory), signal);
    return output.kind === 'value'
      ? timeWaitLength(timedWaitDelayFrom(output.value), output.from)
      : unreadTimeWaitLength(output.detail, this.clock().atMs);
  }
}

function autoReusePorts(settings: Reading<WindowsSettings>): Reading<PortSpan | null> {
  if (settings.kind === 'unavailable') return settings;
  const { autoReusePorts: ports } = settings.value;
  return ports === undefined
    ? unavailable('unsupported', settings.from.where, 'Windows 10 or Server 2016 is needed')
    : value(ports, settings.from);
}
