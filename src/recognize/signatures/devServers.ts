/** Dev servers and tools around Node, which say in their own words that a port is taken. */
import type { RuntimeWords } from '../signature';

export const devServers: RuntimeWords = {
  runtime: 'node',
  signatures: [
    {
      id: 'dev-servers.parcel',
      pattern: /\bPort "(?<port>\d{1,5})" could not be used\b/,
      needles: ['" could not be used'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'dev-servers/parcel',
      notMatching: 'dev-servers/vite-helps-itself',
    },
    {
      id: 'dev-servers.rsbuild',
      pattern: /\bPort (?<port>\d{1,5}) is occupied, please choose another one\b/,
      needles: [' is occupied, '],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'dev-servers/rsbuild-strict-port',
      notMatching: 'dev-servers/vite-helps-itself',
    },
    {
      // A proxy that cannot reach its target: http-proxy-middleware, whose older versions end with
      // the code in round brackets.
      id: 'dev-servers.proxy',
      pattern:
        /\bError occurred while (?:trying to proxy|proxying request) .{0,300} to (?<url>https?:\/\/[^\s/]{1,253})\S{0,300} [[(](?<code>EADDRNOTAVAIL|EADDRINUSE|ENOBUFS)[\])]/,
      needles: ['EADDR', 'ENOBUFS'],
      operation: 'connect',
      provedBy: 'javascript-clients/http-proxy',
      notMatching: 'quiet/other-socket-errors',
    },
    {
      id: 'dev-servers.playwright',
      pattern:
        /\b(?<url>https?:\/\/[^\s/]{1,253})\S{0,200} is already used, make sure that nothing is running on the port\b/,
      needles: ['lready used, make'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'dev-servers/playwright-web-server',
      notMatching: 'dev-servers/live-server',
    },
    {
      id: 'dev-servers.storybook',
      pattern: /\bPort (?<port>\d{1,5}) is not available\. Would you like to run Storybook\b/,
      needles: [' Storybook on'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'dev-servers/storybook',
      notMatching: 'dev-servers/vite-helps-itself',
    },
    {
      // Whichever program holds the port, or this very project.
      id: 'dev-servers.expo',
      pattern: /^› Port (?<port>\d{1,5}) is running [^\n]{1,500} in another window$/,
      needles: ['› Port '],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'dev-servers/expo',
      notMatching: 'dev-servers/vite-helps-itself',
    },
    {
      // Wrangler, and the server in it.
      id: 'dev-servers.wrangler',
      pattern:
        /\bAddress already in use(?:; toString\(\) = | \()(?<endpoint>[^\s()]{1,100}:\d{1,5})(?!\w)/,
      needles: ['lready in use'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'dev-servers/wrangler',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      id: 'dev-servers.strapi',
      pattern: /\bThe port (?<port>\d{1,5}) is already used by another application\b/,
      needles: ['lready used by another'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'quoted/strapi-taken',
      notMatching: 'dev-servers/live-server',
    },
    {
      id: 'dev-servers.firebase',
      pattern:
        /\bPort (?<port>\d{1,5}) is not open(?: on (?<address>[^\s,]{1,253}))?, could not start\b/,
      needles: ['is not open'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'quoted/firebase-hosting',
      notMatching: 'dev-servers/vite-helps-itself',
    },
    {
      id: 'dev-servers.meteor',
      pattern: /^Can't listen on port (?<port>\d{1,5})\. Perhaps another Meteor is running\?/,
      needles: ['Meteor is running?'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'quoted/meteor-taken',
      notMatching: 'dev-servers/vite-helps-itself',
    },
  ],
};
