/** Servers and their clients: web servers, proxies, databases, brokers, containers. */
import type { RuntimeWords } from '../signature';

export const servers: RuntimeWords = {
  signatures: [
    {
      // nginx: `(98: Address already in use)`, with musl's words too.
      id: 'servers.nginx',
      pattern: /\((?<number>98|99): (?:Address|Cannot assign requested address)/,
      needles: ['8: Address', '9: Address', 'requested address'],
      provedBy: 'quoted/nginx-musl-ipv6',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      // Whatever else was denied, a path above all, is none of ours.
      id: 'servers.bind-denied',
      pattern:
        /^(?!.{0,300}(?:unix:|\.sock\b)).{0,120}?(?:\b[Bb]ind(?:ing)?(?! mount)\b|\blistening socket\b).{0,120}?(?:[:(] ?|\(13: )(?<words>Permission denied)(?:$|[).;, ])/,
      needles: ['Permis'],
      operation: 'listen',
      provedBy: 'servers/nginx-denied',
      notMatching: 'quiet/other-denials',
    },
    {
      id: 'servers.apache-denied',
      pattern:
        /\((?<number>13)\)Permission denied: AH00072: make_sock: could not bind to address (?<endpoint>\S{1,100}:\d{1,5})/,
      needles: ['to address'],
      operation: 'listen',
      provedBy: 'servers/apache-denied',
      notMatching: 'quiet/other-denials',
    },
    {
      // BIND says it in its own words.
      id: 'servers.bind9',
      pattern: /\bcreating TCP socket: address in use$/,
      needles: ['TCP socket: address in use'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'servers/bind9-taken',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      // HAProxy asks for each port itself, so it knows that there is none (src/proto_tcp.c).
      id: 'servers.haproxy-no-ports',
      pattern: /\bConnect\(\) failed for backend \S{1,200}: no free ports\./,
      needles: ['() failed for backend'],
      code: 'EADDRNOTAVAIL',
      operation: 'connect',
      provedBy: 'servers/haproxy-backend-exhausted',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      // MySQL's and MariaDB's clients print the errno only.
      id: 'servers.mysql-client',
      pattern:
        /\bCan't connect to (?:MySQL )?server on '(?<address>[^']{1,253})' \((?<number>98|99)\)/,
      needles: ["'t connect to "],
      operation: 'connect',
      provedBy: 'tools/mariadb-client-exhausted',
      notMatching: 'quiet/other-socket-errors',
    },
    {
      id: 'servers.docker-port',
      pattern:
        /\bBind for (?<endpoint>\S{1,100}?:\d{1,5})(?: failed: port is already allocated|: unexpected error \(Failure EADDRINUSE\))/,
      needles: ['port is already allocated', 'EADDR'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'quoted/docker-port-allocated',
      notMatching: 'quiet/tool-prose-node-errors',
    },
  ],
  hints: [
    { pattern: /\bbind\(\) to (?<endpoint>\S{1,260}) failed/, operation: 'listen', reach: 'line' },
    {
      pattern: /\bconnect\(\) to (?<endpoint>\S{1,260}) failed/,
      operation: 'connect',
      reach: 'line',
    },
    // PostgreSQL, and libpq, which every client of it uses.
    {
      pattern: /\bcould not bind IPv[46] (?:address "(?<address>[^"]{1,100})"|socket)/,
      operation: 'listen',
      reach: 'line',
    },
    { pattern: /\bpostmaster already running on port (?<port>\d{1,5})\b/, reach: 'near' },
    {
      pattern:
        /\bconnection to server at "(?<address>[^"]{1,253})"(?: \([^)]{1,100}\))?, port (?<port>\d{1,5}) failed: /,
      operation: 'connect',
      reach: 'line',
    },
    // MariaDB and MySQL, on the line after.
    {
      pattern: /\banother (?:mysqld )?server running on port: ?(?<port>\d{1,5})\b/,
      operation: 'listen',
      reach: 'near',
    },
    // Apache, and its proxy.
    {
      pattern: /\bmake_sock: could not bind to address (?<endpoint>\S{1,100}:\d{1,5})/,
      operation: 'listen',
      reach: 'line',
    },
    {
      pattern: /\bAH00957: \w{1,10}: attempt to connect to (?<endpoint>\S{1,260}:\d{1,5}) /,
      operation: 'connect',
      reach: 'line',
    },
    // HAProxy, sshd, php-fpm, uWSGI, Mosquitto, BIND.
    {
      pattern: /\bcannot bind socket \(.{1,60}\) for \[(?<endpoint>[^\s\]]{1,100}:\d{1,5})\]/,
      operation: 'listen',
      reach: 'line',
    },
    {
      pattern: /\bBind to port (?<port>\d{1,5}) on (?<address>\S{1,100}) failed: /,
      operation: 'listen',
      reach: 'line',
    },
    {
      pattern: /\bunable to bind listening socket for address '(?<endpoint>[^']{1,260})'/,
      operation: 'listen',
      reach: 'line',
    },
    {
      pattern:
        /\banother instance of uWSGI is running on the same address \((?<endpoint>\S{1,260})\)/,
      operation: 'listen',
      reach: 'above',
    },
    {
      pattern: /\bOpening ipv[46] listen socket on port (?:\d{1,5})\./,
      operation: 'listen',
      reach: 'near',
      weak: true,
    },
    {
      pattern: /\bOpening ipv[46] listen socket on port (?<port>\d{1,5})\./,
      operation: 'listen',
      reach: 'above',
    },
    {
      pattern:
        /\blistening on IPv[46] interface \S{1,60}, (?<address>[\w.:]{2,45})#(?<port>\d{1,5})$/,
      operation: 'listen',
      reach: 'above',
    },
    {
      pattern: /\berror binding to (?<endpoint>\S{1,100}:\d{1,5}):/,
      operation: 'listen',
      reach: 'line',
    },
    // Varnish, dnsmasq, memcached.
    { pattern: /\bCould not get socket /, operation: 'listen', reach: 'line' },
    {
      pattern: /\blistening socket for (?<address>[^\s:]{1,253}|[\da-fA-F:]{2,45}): /,
      operation: 'listen',
      reach: 'line',
    },
    {
      pattern: /\bfailed to listen on one of interface\(s\) (?<address>[^\s:]{1,253}): /,
      operation: 'listen',
      reach: 'line',
    },
    // kubectl port-forward says the port before the words.
    {
      pattern: /\bUnable to listen on port (?<port>\d{1,5}): /,
      operation: 'listen',
      reach: 'line',
    },
  ],
};
