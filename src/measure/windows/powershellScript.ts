/**
 * What PowerShell runs for us: one process that answers questions until its input ends. It prints
 * numbers, addresses and JSON only, so that neither language nor number format of the system matters.
 *
 * No file and no -EncodedCommand, no -ExecutionPolicy: the script is an argument that anybody may
 * read in the process list. It therefore holds no double quotes. A question is one line,
 * `<number> <word> [<port>]`; an answer is one line of JSON with the same number. `holders 0` asks for
 * the listeners of all ports.
 *
 * `table` asks .NET (GetExtendedTcpTable underneath) and not Get-NetTCPConnection, which makes a CIM
 * object of every row: too slow for a look every second at the 16,384 rows of an exhaustion. Only
 * the bound sockets, which .NET leaves out, come from there, and no more than a twentieth of the time
 * is spent on them.
 */
export const POWERSHELL_SCRIPT = String.raw`
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false

$script:bound = @()
$script:boundRead = $null
$script:boundCost = 0
function Read-Bound {
  if ($null -ne $script:boundRead -and $script:boundRead.ElapsedMilliseconds -lt 20 * $script:boundCost) { return }
  $watch = [System.Diagnostics.Stopwatch]::StartNew()
  try {
    $script:bound = @(foreach ($s in @(Get-NetTCPConnection -State Bound -ErrorAction SilentlyContinue)) {
      $s.LocalAddress + ' ' + [int]$s.LocalPort + ' 0 0 100'
    })
    $script:boundError = $null
  } catch {
    $script:bound = @()
    $script:boundError = $_.Exception.Message
  }
  $script:boundCost = $watch.ElapsedMilliseconds
  $script:boundRead = [System.Diagnostics.Stopwatch]::StartNew()
}

function Read-Table {
  $net = [System.Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties()
  $rows = New-Object System.Collections.ArrayList
  foreach ($c in $net.GetActiveTcpConnections()) {
    $l = $c.LocalEndPoint
    $r = $c.RemoteEndPoint
    [void]$rows.Add($l.Address.ToString() + ' ' + $l.Port + ' ' + $r.Address.ToString() + ' ' + $r.Port + ' ' + [int]$c.State)
  }
  foreach ($l in $net.GetActiveTcpListeners()) {
    [void]$rows.Add($l.Address.ToString() + ' ' + $l.Port + ' 0 0 2')
  }
  Read-Bound
  $rows.AddRange($script:bound)
  @{ rows = ($rows -join ';'); boundAgeMs = [int]$script:boundRead.ElapsedMilliseconds; boundError = $script:boundError }
}

function Read-Settings {
  $s = Get-NetTCPSetting -SettingName Internet
  $p = Get-ItemProperty -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters'
  @{
    firstPort = [int]$s.DynamicPortRangeStartPort
    portCount = [int]$s.DynamicPortRangeNumberOfPorts
    timedWaitDelayS = $p.TcpTimedWaitDelay
    autoFirstPort = $s.AutoReusePortRangeStartPort
    autoPortCount = $s.AutoReusePortRangeNumberOfPorts
  }
}

function Read-Counters {
  $net = [System.Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties()
  $v4 = $net.GetTcpIPv4Statistics().ConnectionsInitiated
  $v6 = $net.GetTcpIPv6Statistics().ConnectionsInitiated
  @{ activeOpens = [long]$v4 + [long]$v6 }
}

function Read-Processes($described) {
  @(foreach ($p in Get-CimInstance Win32_Process -Property @('ProcessId', 'ParentProcessId', 'Name', 'CreationDate', 'CommandLine')) {
    $started = $null
    if ($p.CreationDate) { $started = [long][math]::Floor(($p.CreationDate.ToUniversalTime().Ticks - 621355968000000000) / 10000) }
    $line = $null
    if ($null -eq $described -or $described -contains [int]$p.ProcessId) { $line = $p.CommandLine }
    @{ id = [int]$p.ProcessId; parent = [int]$p.ParentProcessId; name = $p.Name; startedAtMs = $started; commandLine = $line }
  })
}

function Read-Holders([int]$port) {
  $which = @{ State = 'Listen'; ErrorAction = 'SilentlyContinue' }
  if ($port -gt 0) { $which.LocalPort = $port }
  $listeners = @(Get-NetTCPConnection @which)
  $owners = @($listeners | ForEach-Object { [int]$_.OwningProcess })
  $found = @(foreach ($s in $listeners) { @{ address = $s.LocalAddress; port = [int]$s.LocalPort; owner = [int]$s.OwningProcess } })
  @{ listeners = $found; processes = @(Read-Processes $owners) }
}

while ($null -ne ($question = [Console]::In.ReadLine())) {
  $words = $question.Split(' ')
  $answer = @{ id = [int]$words[0] }
  try {
    switch ($words[1]) {
      'table' { $answer.result = Read-Table }
      'counters' { $answer.result = Read-Counters }
      'settings' { $answer.result = Read-Settings }
      'processes' { $answer.result = @{ listeners = @(); processes = @(Read-Processes $null) } }
      'holders' { $answer.result = Read-Holders ([int]$words[2]) }
    }
  } catch {
    $answer.error = $_.Exception.Message
  }
  [Console]::Out.WriteLine((ConvertTo-Json -InputObject $answer -Compress -Depth 5))
}
`;

/**
 * The program and its fixed arguments. Without `-InputFormat None` PowerShell itself reads the
 * redirected input, as objects for the command's pipeline, and takes our questions away.
 */
export function powershellLaunch(systemDirectory: string): {
  readonly file: string;
  readonly args: readonly string[];
} {
  return {
    file: `${systemDirectory}\\WindowsPowerShell\\v1.0\\powershell.exe`,
    args: [
      '-NoLogo',
      '-NoProfile',
      '-NonInteractive',
      '-InputFormat',
      'None',
      '-Command',
      POWERSHELL_SCRIPT,
    ],
  };
}
