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
      id: 'python.gunicorn',
      pattern: /\bConnection in use: \('(?<address>[^']{0,100})', (?<port>\d{1,5})\)/,
      needles: ['onnection in use: ('],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'quoted/gunicorn-taken',
      notMatching: 'quiet/tool-prose-node-errors',
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
      reach: 'line',
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
  ],
  frames: [
    {
      pattern: /^\s*File "(?<path>[^"\n]{1,500})", line (?<line>\d{1,7})/,
      order: 'innermost-last',
    },
  ],
  libraryPath:
    /[\\/](?:site|dist)-packages[\\/]|(?:^|[\\/])lib[\\/](?:python\d|asyncio\b|concurrent\b|http\b|urllib\b|socket|threading)|^<|\\Python\d+\\lib\\|\.pyx$/i,
};
