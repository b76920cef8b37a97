/** Python and its web frameworks. asyncio lower-cases the system's sentence (facts.md C). */
import type { RuntimeWords } from '../signature';

export const python: RuntimeWords = {
  runtime: 'python',
  signatures: [
    {
      id: 'python.errno',
      pattern: /\[(?:errno|winerror) (?<number>98|99|10048|10049|10055|10013)\]/i,
      needles: ['lready in use', 'requested address', '10048', '10049', '10055', '10013'],
      provedBy: 'python/bind-taken',
      notMatching: 'quiet/python-other-errors',
    },
    {
      // The numbers of macOS mean other things on Linux, so the words must agree.
      id: 'python.errno-darwin',
      pattern:
        /\[errno (?<number>48|49)\] (?:address already in use|can't assign requested address|error while attempting to bind)/i,
      needles: ['lready in use', 'requested address'],
      provedBy: 'quoted/python-macos',
      notMatching: 'quiet/python-other-errors',
    },
    {
      id: 'python.denied',
      pattern: /\bPermissionError: \[Errno (?<number>13)\] Permission denied$/,
      needles: ['Permis'],
      onlyWhen: 'listen',
      provedBy: 'python/bind-denied',
      notMatching: 'quiet/python-other-errors',
    },
    {
      id: 'python.bind-denied',
      pattern: /\[Errno (?<number>13)\] error while attempting to bind on address /,
      needles: ['to bind on address'],
      operation: 'listen',
      provedBy: 'python/uvicorn-denied',
      notMatching: 'quiet/python-other-errors',
    },
    {
      // Flask prints nothing else; its banner above says what it was about to do.
      id: 'python.flask-denied',
      pattern: /^(?<words>Permission denied)$/,
      needles: ['Permis'],
      onlyWhen: 'listen',
      provedBy: 'python/flask-denied',
      notMatching: 'quiet/python-other-errors',
    },
    {
      id: 'python.flask-port',
      pattern: /^Port (?<port>\d{1,5}) is in use by another program\b/,
      needles: ['is in use by another program'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'python/flask-taken',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      id: 'python.django-port',
      pattern: /^Error: That port is already in use\.$/,
      needles: ['lready in use'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'quoted/django-taken',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      id: 'python.django-denied',
      pattern: /^Error: You don't have permission to access that port\.$/,
      needles: ["You don't have permission"],
      code: 'EACCES',
      operation: 'listen',
      provedBy: 'python/django-denied',
      notMatching: 'quiet/python-other-errors',
    },
    {
      id: 'python.django-not-local',
      pattern: /^Error: That IP address can't be assigned to\.$/,
      needles: ['That IP address can'],
      code: 'EADDRNOTAVAIL',
      operation: 'listen',
      provedBy: 'python/django-not-local',
      notMatching: 'quiet/python-other-errors',
    },
    {
      id: 'python.gunicorn',
      pattern: /\bConnection in use: \('(?<address>[^']{0,100})', (?<port>\d{1,5})\)/,
      needles: ['onnection in use: ('],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'quoted/gunicorn-taken',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      id: 'python.redis',
      pattern: /\bError (?<number>98|99) connecting to \S{1,260}\. /,
      needles: ['requested address', 'lready in use'],
      operation: 'connect',
      provedBy: 'python/redis-exhausted',
      notMatching: 'quiet/python-other-errors',
    },
    {
      id: 'python.twisted',
      pattern: /\bAn error occurred while connecting: (?<number>98|99): /,
      needles: ['requested address', 'lready in use'],
      operation: 'connect',
      provedBy: 'python/twisted-client-exhausted',
      notMatching: 'quiet/python-other-errors',
    },
  ],
  hints: [
    {
      pattern:
        /while attempting to bind on address \('(?<address>[^']{0,100})', (?<port>\d{1,5})(?:, \d+, \d+)?\)/i,
      operation: 'listen',
      reach: 'near',
    },
    {
      pattern: /\bCouldn't listen on (?<endpoint>[^\s,]{1,100}:\d{1,5})\b/,
      operation: 'listen',
      reach: 'near',
    },
    {
      pattern: /\bNo socket could be created -- \(\('(?<address>[^']{0,100})', (?<port>\d{1,5})/,
      operation: 'listen',
      reach: 'line',
    },
    {
      pattern: /\bNo address added out of total \d{1,4} resolved for '(?<endpoint>[^'\s]{1,260})'/,
      operation: 'listen',
      reach: 'line',
    },
    // gevent adds where it was going to listen.
    {
      pattern: /: \('(?<address>[^']{0,253})', (?<port>\d{1,5})\)$/,
      operation: 'listen',
      reach: 'line',
      weak: true,
    },
    // uvicorn's own logger, before it starts a reloader or workers.
    { pattern: /^ERROR: {4}\[(?:Errno|WinError) /, operation: 'listen', reach: 'line', weak: true },
    {
      pattern: /^ \* (?:Serving Flask app|Debug mode:) /,
      operation: 'listen',
      reach: 'near',
    },
    {
      pattern: /^Starting development server at (?<url>\S{1,260})$/,
      operation: 'listen',
      reach: 'above',
    },
    {
      pattern: /\bError \d{2,5} connecting to (?<endpoint>\S{1,253}:\d{1,5})\. /,
      operation: 'connect',
      reach: 'near',
    },
    {
      pattern: /\bServerSelectionTimeoutError: (?<endpoint>[^\s,]{1,253}:\d{1,5}): /,
      operation: 'connect',
      reach: 'line',
    },
    {
      pattern: /\bCan't connect to MySQL server on '(?<address>[^']{1,253})' \(/,
      operation: 'connect',
      reach: 'near',
    },
    {
      pattern:
        /\bfailed to connect to all addresses; last error: \w{1,20}: ipv[46]:(?<endpoint>[^\s,]{1,100}:\d{1,5}): /,
      operation: 'connect',
      reach: 'line',
    },
    {
      pattern:
        /\bHTTPS?Connection(?:Pool)?\(host='(?<address>[^']{1,253})', port=(?<port>\d{1,5})\)/,
      operation: 'connect',
      reach: 'near',
    },
    {
      pattern: /\bCannot connect to host (?<endpoint>[^\s]{1,253}:\d{1,5})\b/,
      operation: 'connect',
      reach: 'near',
    },
    {
      pattern: /\bConnect call failed \('(?<address>[^']{1,100})', (?<port>\d{1,5})/,
      operation: 'connect',
      reach: 'line',
    },
    {
      pattern: /<urlopen error |\bFailed to establish a new connection\b|\bConnectError: /,
      operation: 'connect',
      reach: 'line',
    },
    // The source lines and names of functions in a traceback.
    {
      pattern: /^\s.{0,300}(?:\.bind\(|\bin server_bind\b|\.listen\(|\bcreate_server\()/,
      operation: 'listen',
      reach: 'near',
      weak: true,
    },
    {
      pattern: /^\s.{0,300}(?:\.connect(?:_ex)?\(|\bcreate_connection\(|\bsock_connect\()/,
      operation: 'connect',
      reach: 'near',
      weak: true,
    },
    // Where a source line goes: `("127.0.0.1", 8080)`, `port=8080`, `.listen(8080)`, a URL.
    {
      pattern: /^\s.{0,300}["'](?<address>[\w.:-]{0,100})["'], ?(?<port>\d{1,5})\b/,
      reach: 'above',
    },
    {
      pattern: /^\s.{0,300}(?:\bport ?= ?|\.listen\(|\blistenTCP\()(?<port>\d{1,5})\b/,
      reach: 'above',
    },
    {
      pattern: /^\s.{0,300}["'](?<url>(?:https?|wss?|tcp):\/\/[\w.:[\]-]{1,253})/,
      reach: 'above',
    },
    {
      pattern: /^\s.{0,300}["'](?<endpoint>\d{1,3}(?:\.\d{1,3}){3}:\d{1,5})["']/,
      reach: 'above',
    },
  ],
  frames: [
    {
      // Framed by `|` in an exception group; with `\"` in a JSON log.
      pattern: /^[\s|]*File \\?"(?<path>[^"\n]{1,500}?)\\?", line (?<line>\d{1,7})/,
      order: 'innermost-last',
    },
  ],
  libraryPath:
    /[\\/](?:site|dist)-packages[\\/]|(?:^|[\\/])lib[\\/](?:python\d|asyncio\b|concurrent\b|http\b|urllib\b|socket|threading)|^<|\\Python\d+\\lib\\|\.p(?:yx|xd)$|[\\/]s?bin[\\/][\w-]{1,60}$/i,
};
