// A network namespace with few local ports, for Linux: the one place where ports may be exhausted.
// It has nothing but loopback, its own port range and its own sockets, and goes with its last
// process. Run as a program (`node namespace.mjs RANGE,REUSE COMMAND…`), this file is the first
// step inside: it sets the namespace up and becomes the parent of COMMAND.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { argv, getuid } from 'node:process';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);

/**
 * Reads `40000-40399,0`: the first and last local port, and net.ipv4.tcp_tw_reuse.
 * @param {string} text
 */
function parse(text) {
  const match = /^(\d+)-(\d+),([012])$/.exec(text);
  if (!match) throw new Error(`'${text}' is not FIRST-LAST,REUSE as in 40000-40399,0`);
  return { first: match[1], last: match[2], reuse: match[3] };
}

/**
 * The command line that runs another one inside a fresh namespace.
 * @param {string} settings as in `40000-40399,0`
 * @returns {string[]} to be put in front of the command
 */
export function insideNamespace(settings) {
  parse(settings);
  const isolate = getuid?.() === 0 ? ['unshare', '-n'] : ['unshare', '-rn'];
  return [...isolate, '--', process.execPath, self, settings];
}

/**
 * Says whether this machine lets us make such a namespace, by making one.
 * @returns {string | undefined} the reason why not
 */
export function whyNoNamespace() {
  if (process.platform !== 'linux')
    return `network namespaces are Linux's, this is ${process.platform}`;
  const [file, ...args] = [...insideNamespace('40000-40099,0'), process.execPath, '--version'];
  const { status, stderr, error } = spawnSync(file, args, { encoding: 'utf8', timeout: 20_000 });
  if (status === 0) return undefined;
  const lines = (stderr ?? '').trim().split('\n');
  return error?.message ?? lines.findLast((line) => line !== '') ?? `unshare ended with ${status}`;
}

// ioctl(SIOCGIFFLAGS) and ioctl(SIOCSIFFLAGS) with IFF_UP, as in netdevice(7): for machines
// without `ip`. perl-base and python3 are commonly there where iproute2 is not.
const perl = `
  use Socket; socket(my $s, AF_INET, SOCK_DGRAM, 0) or die $!;
  my $r = pack('a16 s x22', 'lo', 0); ioctl($s, 0x8913, $r) or die $!;
  ioctl($s, 0x8914, pack('a16 s x22', 'lo', unpack('x16 s', $r) | 1)) or die $!;`;
const python = `
import fcntl, socket, struct
s = socket.socket(); r = fcntl.ioctl(s, 0x8913, struct.pack('16sh22x', b'lo', 0))
fcntl.ioctl(s, 0x8914, struct.pack('16sh22x', b'lo', struct.unpack('16xh22x', r)[0] | 1))`;

const waysToRaiseLoopback = [
  ['/usr/sbin/ip', 'link', 'set', 'lo', 'up'],
  ['/sbin/ip', 'link', 'set', 'lo', 'up'],
  ['/usr/bin/ip', 'link', 'set', 'lo', 'up'],
  ['/usr/bin/perl', '-e', perl],
  ['/usr/bin/python3', '-c', python],
  ['/sbin/ifconfig', 'lo', 'up'],
];

function raiseLoopback() {
  for (const [file, ...args] of waysToRaiseLoopback) {
    if (!existsSync(file)) continue;
    execFileSync(file, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    return;
  }
  throw new Error('none of ip, perl, python3 and ifconfig is here to bring loopback up');
}

/** Sets this process's namespace up, then runs the command and ends as it does. */
function enter(settings, command) {
  const { first, last, reuse } = parse(settings);
  try {
    raiseLoopback();
    writeFileSync('/proc/sys/net/ipv4/ip_local_port_range', `${first} ${last}`);
    writeFileSync('/proc/sys/net/ipv4/tcp_tw_reuse', reuse);
  } catch (error) {
    console.error(`No network namespace of our own: ${error.message}`);
    process.exit(1);
  }
  const [file, ...args] = command;
  const child = spawn(file, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(error.message);
    process.exit(127);
  });
  child.on('exit', (code) => process.exit(code ?? 1));
}

if (argv[1] === self) {
  const [settings, ...command] = argv.slice(2);
  enter(settings, command);
}
