/** Java: on Windows the JDK's own table names the call (`…: connect`); elsewhere the C library speaks. */
import type { RuntimeWords } from '../signature';

export const java: RuntimeWords = {
  runtime: 'java',
  signatures: [
    {
      id: 'java.windows-connect',
      pattern: /\b(?<words>Address already in use|Cannot assign requested address): connect\b/,
      needles: ['lready in use: connect', 'assign requested address: connect'],
      operation: 'connect',
      platform: 'win32',
      provedBy: 'quoted/java-windows-connect',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      id: 'java.windows-bind',
      pattern: /\b(?<words>Address already in use): (?:bind|JVM_Bind|NET_Bind)\b/,
      needles: ['lready in use: '],
      operation: 'listen',
      platform: 'win32',
      provedBy: 'quoted/java-windows-bind',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      id: 'java.bind-denied',
      pattern: /\bjava\.net\.(?:Bind|Socket)Exception: (?<words>Permission denied)/,
      needles: ['Permis'],
      operation: 'listen',
      provedBy: 'java/bind-denied',
      notMatching: 'quiet/java-other-errors',
    },
    {
      // The JVM's debug agent, in the process of the program.
      id: 'java.jdwp',
      pattern: /\btransport error 202: (?<call>bind|listen|connect) failed: (?<words>.{1,200})/,
      needles: ['lready in use', 'requested address', 'Permis'],
      provedBy: 'java/jdwp-taken',
      notMatching: 'quiet/java-other-errors',
    },
    {
      // RMI, and JMX on top of it; port 0 is "any".
      id: 'java.rmi-port',
      pattern: /\bPort already in use: (?<port>\d{1,5}); nested exception is\b/,
      needles: ['lready in use'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'java/rmi-registry-taken',
      notMatching: 'quiet/java-other-errors',
    },
    {
      id: 'java.spring-exception',
      pattern: /\bPortInUseException: Port (?<port>\d{1,5}) is already in use\b/,
      needles: ['lready in use'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'quoted/java-spring-exception',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      id: 'java.spring-connector',
      pattern:
        /\b[Cc]onnector configured to listen on port (?<port>\d{1,5}) failed to start\. The port may already be in use\b/,
      needles: ['lready be in use'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'quoted/java-spring-connector',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      id: 'java.spring-port',
      pattern: /\bfailed to start\. Port (?<port>\d{1,5}) was already in use\b/,
      needles: ['lready in use'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'quoted/java-spring',
      notMatching: 'quiet/tool-prose-node-errors',
    },
  ],
  hints: [
    { pattern: /\bjava\.net\.BindException\b/, reach: 'line' },
    { pattern: /\bjava\.net\.BindException: bind failed\b/, operation: 'listen', reach: 'line' },
    // What Jetty and Tomcat say above the cause.
    {
      pattern: /\bFailed to bind to (?:[\w.]{0,253}\/)?(?<endpoint>[^\s/]{1,100}:\d{1,5})\b/,
      operation: 'listen',
      reach: 'above',
    },
    {
      pattern:
        /\b(?:Connector|ProtocolHandler) ?\["?[\w/.]{1,20}(?:-\w{1,10})?-(?<port>\d{1,5})"?\]/,
      operation: 'listen',
      reach: 'above',
    },
    {
      pattern: /\bcaught when connecting to \S{0,10}?(?<url>https?:\/\/[^\s]{1,300}?): /,
      operation: 'connect',
      reach: 'line',
    },
    {
      pattern: /\bjava\.net\.(?:ConnectException|NoRouteToHostException)\b/,
      operation: 'connect',
      reach: 'near',
    },
    {
      pattern:
        /^\s+at (?:\S{1,60}\/)?(?:java\.net\.ServerSocket|java\.net\.DatagramSocket|sun\.nio\.ch\.(?:ServerSocketChannelImpl|DatagramChannelImpl))\./,
      operation: 'listen',
      reach: 'near',
    },
    {
      pattern:
        /^\s+at (?:\S{1,60}\/)?(?:java\.net\.Socket\.connect|java\.net\.(?:Abstract)?PlainSocketImpl\.(?:do)?[cC]onnect|sun\.nio\.ch\.(?:NioSocketImpl|SocketChannelImpl|Net)\.(?:\w{0,10}[cC]onnect))/,
      operation: 'connect',
      reach: 'near',
    },
  ],
};
