/**
 * .NET, .NET Framework and Mono. The message is the system's sentence, in the system's language; the
 * operation stands in the stack, and the endpoint in parentheses (facts.md C).
 */
import type { RuntimeWords } from '../signature';

export const dotnet: RuntimeWords = {
  runtime: 'dotnet',
  signatures: [
    {
      id: 'dotnet.failed-to-bind',
      pattern:
        /\bFailed to bind to address (?<url>\S{1,300}?)(?: on the IPv[46] loopback interface)?: (?:address|port) already in use/,
      needles: ['lready in use'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'quoted/dotnet-kestrel-windows',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      id: 'dotnet.socket-exception',
      pattern: /\bSocketException \((?<number>10048|10049|10055|10013|98|99|105|48|49|55)\)/,
      needles: ['ocketException ('],
      mayLackAddress: true,
      provedBy: 'quoted/dotnet-http-windows',
      notMatching: 'quiet/other-socket-errors',
    },
    {
      // EACCES has many causes; here only the one of a bind is ours.
      id: 'dotnet.socket-denied',
      pattern: /\bSocketException \((?<number>13)\)/,
      needles: ['ocketException (13)'],
      onlyWhen: 'listen',
      provedBy: 'quoted/dotnet-bind-denied',
      notMatching: 'quiet/other-socket-errors',
    },
    {
      id: 'dotnet.native-error-code',
      pattern: /\bNativeErrorCode\\{0,4}"?\s?[:=]\s?(?<number>10048|10055|10013)\b/,
      needles: ['10048', '10055', '10013'],
      provedBy: 'quoted/dotnet-cosmos-json',
      notMatching: 'quiet/numbers',
    },
    {
      // Kestrel on libuv (.NET Core 1 and 2).
      id: 'dotnet.kestrel-libuv',
      pattern:
        /\bError (?<number>-4091|-98|-4092|-13) (?:EADDRINUSE address already in use|EACCES permission denied)/,
      needles: ['EADDR', 'EACCES permission denied'],
      operation: 'listen',
      provedBy: 'quoted/dotnet-kestrel-libuv',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      // Mono has a table of its own, and prints this for the EADDRNOTAVAIL of Unix too.
      id: 'dotnet.mono-not-available',
      pattern: /\bThe requested address is not valid in this context\b/,
      needles: ['requested address is not valid in this context'],
      code: 'EADDRNOTAVAIL',
      mayLackAddress: true,
      provedBy: 'mono/web-request-exhausted',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      // Mono's table for EACCES.
      id: 'dotnet.mono-denied',
      pattern: /\bSocketException(?: \(0x[\da-fA-F]{8}\))?: Access denied$/,
      needles: ['ocketException'],
      code: 'EACCES',
      onlyWhen: 'listen',
      provedBy: 'mono/tcp-listener-denied',
      notMatching: 'quiet/other-denials',
    },
    {
      id: 'dotnet.http-listener',
      pattern:
        /\bFailed to listen on prefix '(?<url>[^'\s]{1,300})' because it conflicts with an existing registration/,
      needles: ['Failed'],
      code: 'EADDRINUSE',
      operation: 'listen',
      platform: 'win32',
      provedBy: 'quoted/dotnet-http-listener',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      // WCF, German; the URL is registered with HTTP.SYS by another program.
      id: 'dotnet.http-sys-de',
      pattern:
        /\bHTTP konnte URL "(?<url>[^"\s]{1,300})" nicht registrieren\. Eine andere Anwendung hat diese URL bereits/,
      needles: ['HTTP konnte URL'],
      code: 'EADDRINUSE',
      operation: 'listen',
      platform: 'win32',
      provedBy: 'quoted/dotnet-wcf-http-sys-de',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      id: 'dotnet.web-listener',
      pattern: /\bThe prefix '(?<url>[^'\s]{1,300})' is already registered\./,
      needles: ['lready registered.'],
      code: 'EADDRINUSE',
      operation: 'listen',
      platform: 'win32',
      provedBy: 'quoted/dotnet-web-listener',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      // HTTP.SYS answers with file errors: a sharing violation, or a name that exists.
      id: 'dotnet.iis-express',
      pattern:
        /\bFailed to register URL "(?<url>[^"\s]{1,300})" for site .{1,300}\(0x(?:80070020|800700[bB]7)\)/,
      needles: ['Failed'],
      code: 'EADDRINUSE',
      operation: 'listen',
      platform: 'win32',
      provedBy: 'quoted/iis-express-taken',
      notMatching: 'quiet/other-denials',
    },
    {
      id: 'dotnet.iis-express-denied',
      pattern: /\bFailed to register URL "(?<url>[^"\s]{1,300})" for site .{1,300}\(0x80070005\)/,
      needles: ['Failed'],
      code: 'EACCES',
      operation: 'listen',
      platform: 'win32',
      provedBy: 'quoted/iis-express-denied',
      notMatching: 'quiet/other-denials',
    },
  ],
  hints: [
    {
      pattern: /\bThere is already a listener on IP endpoint (?<endpoint>[^\s,]{1,100}:\d{1,5})\b/,
      operation: 'listen',
      reach: 'near',
    },
    { pattern: /\bHttpListenerException\b/, operation: 'listen', reach: 'line' },
    {
      pattern: /\bFailed to bind to address (?<url>\w{1,10}:\/\/[^\s,]{1,300}?)(?:[.:]?\s|\.?$)/,
      operation: 'listen',
      reach: 'near',
    },
    {
      pattern: /\bFailed to bind to address (?<url>\w{1,10}:\/\/[^\s,]{1,300}?)(?:[.:]?\s|\.?$)/,
      operation: 'listen',
      reach: 'above',
    },
    {
      pattern:
        /\bUnable to bind to (?<url>\w{1,10}:\/\/\S{1,300}) on the IPv[46] loopback interface\b/,
      operation: 'listen',
      reach: 'line',
    },
    // ConnectHelper adds the host to the system's sentence (dotnet/runtime PR 38131).
    {
      pattern: /\bHttpRequestException: .{1,800}? \((?<endpoint>[^()\s]{1,253}:\d{1,5})\)/,
      operation: 'connect',
      reach: 'line',
    },
    // The same text, logged without the name of the exception.
    {
      pattern: /[^\s)] \((?<endpoint>[\w.-]{1,253}:\d{1,5})\)$/,
      operation: 'connect',
      reach: 'line',
    },
    // .NET Framework and ExtendedSocketException append the remote end of a Connect.
    {
      pattern:
        /\b(?:Socket|Web)Exception\b.{1,800}? (?<endpoint>(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-fA-F:%]{2,60}\]):\d{1,5})\b/,
      operation: 'connect',
      reach: 'line',
    },
    {
      pattern:
        /\b(?:Unable to connect to the remote server|Die Verbindung mit dem Remoteserver kann nicht hergestellt werden)\b/,
      operation: 'connect',
      reach: 'near',
    },
    {
      pattern:
        /\bSystem\.Net\.(?:Sockets\.)?(?:Socket|TcpClient|HttpWebRequest|WebConnection|ServicePoint)\.(?:InternalBind|(?:Begin|End|Do|Unsafe|Internal|<)*Connect|GetResponse)|\bTcpClient\.\.ctor ?\((?:System\.)?String hostname\b|\bConnectToTcpHostAsync\b|\bConnectHelper\.ConnectAsync\b/,
      operation: 'connect',
      reach: 'near',
    },
    {
      pattern:
        /\bSystem\.Net\.Sockets\.(?:Socket\.(?:Bind|Listen)|TcpListener\.Start)\b|\bSocketConnectionListener\.Bind\b|\bAddressBinder\b|\bSystem\.Net\.HttpListener\.Start\b/,
      operation: 'listen',
      reach: 'near',
    },
    // A client that binds first stops here too, so it gives way to whoever called it.
    {
      pattern: /\bSystem\.Net\.Sockets\.Socket\.DoBind\b/,
      operation: 'listen',
      reach: 'near',
      weak: true,
    },
  ],
  frames: [
    // PowerShell, before version 7 and since.
    {
      pattern:
        /^At (?<path>(?:[A-Za-z]:\\|\/)[^:\n]{1,500}\.psm?1):(?<line>\d{1,7}) char:(?<column>\d{1,7})/,
      order: 'innermost-first',
    },
    {
      pattern: /^\w{1,60}: (?<path>(?:[A-Za-z]:\\|\/)[^:\n]{1,500}\.psm?1):(?<line>\d{1,7})$/,
      order: 'site',
    },
    {
      // `in` and `line` are localised: ` in C:\x.cs:Zeile 12`, ` dans C:\x.cs:ligne 12`.
      pattern:
        /^\s*\S{1,5} .{1,800} \S{1,6} (?<path>(?:[A-Za-z]:\\|\/)[^:\n]{1,500}):\p{L}{1,12} (?<line>\d{1,7})/u,
      order: 'innermost-first',
    },
    {
      // Mono with debug information.
      pattern: /\[0x[\da-f]{1,8}\] in (?<path>(?:[A-Za-z]:[\\/]|\/)[^:\n]{1,500}):(?<line>\d{1,7})/,
      order: 'innermost-first',
    },
  ],
  // `/_/` is what deterministic builds put in place of the path of a library's source.
  libraryPath: /^\/_\/|[\\/]\.nuget[\\/]/i,
};
