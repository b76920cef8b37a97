/** How each rule's fixes were seen to work, for docs/rules/README.md. */

/**
 * `run`: the program before and after, on this project's own tests, its connections counted at the
 * server. `few ports`: run, too, where 100 ephemeral ports and no reuse of TIME_WAIT make the program
 * fail before, and 1,000 connections after. `compiled`: no more than that. `none`: there is no such edit.
 */
export type Seen = 'run' | 'few ports' | 'compiled' | 'none';

export interface Proof {
  readonly reuse: Seen;
  readonly rotation: Seen;
  /** The test that shows it, in test/remedy/. */
  readonly by: string;
  /** What could not be run here, or runs against a stand-in. */
  readonly except?: string;
}

const js = 'javascript.proof.test.ts';
const onMono = 'csharp.calls.proof.test.ts';

export const proofs: Readonly<Record<string, Proof>> = {
  'js/agent-per-call': {
    reuse: 'run',
    rotation: 'few ports',
    by: 'javascript.rotation.proof.test.ts',
  },
  'js/agent-without-keep-alive': { reuse: 'run', rotation: 'run', by: js },
  'js/agent-false': { reuse: 'run', rotation: 'run', by: js },
  'js/connection-close': { reuse: 'run', rotation: 'run', by: js },
  'js/undici-client-per-call': {
    reuse: 'run',
    rotation: 'few ports',
    by: 'javascript.rotation.proof.test.ts',
  },
  'js/superagent-without-agent': { reuse: 'run', rotation: 'none', by: js },
  'js/node-fetch-without-agent': { reuse: 'run', rotation: 'none', by: js },
  'js/default-agent-closes': { reuse: 'run', rotation: 'none', by: js },
  'js/response-not-read': { reuse: 'run', rotation: 'none', by: js },
  'js/database-client-per-call': {
    reuse: 'run',
    rotation: 'none',
    by: 'javascript.databases.proof.test.ts',
    except: "MongoDB's server is a stand-in; PostgreSQL, MariaDB and Redis are real.",
  },
  'cs/keep-alive-disabled': {
    reuse: 'run',
    rotation: 'few ports',
    by: onMono,
    except:
      'Mono runs it. Sharing a connection that NTLM has logged in was not seen on .NET Framework; Mono does not do it.',
  },
  'cs/connection-close': { reuse: 'run', rotation: 'none', by: onMono },
  'cs/authenticated-connection-per-call': {
    reuse: 'compiled',
    rotation: 'none',
    by: 'csharp.proof.test.ts',
    except:
      'NTLM and Negotiate on .NET Framework: read in its reference source, not run. Mono behaves otherwise.',
  },
  'cs/response-not-disposed': { reuse: 'run', rotation: 'none', by: onMono },
  'cs/http-client-per-call': {
    reuse: 'run',
    rotation: 'run',
    by: 'csharp.proof.test.ts',
    except:
      'A shared HttpClient runs on Mono. SocketsHttpHandler is a stand-in there, so that PooledConnectionLifetime is compiled only, and the ConnectCallback runs without the handler; IHttpClientFactory is parsed only.',
  },
  'cs/channel-factory-per-call': {
    reuse: 'compiled',
    rotation: 'none',
    by: 'csharp.proof.test.ts',
    except: 'WCF is compiled against that of Mono, and was not run.',
  },
  'cs/pooling-disabled': {
    reuse: 'run',
    rotation: 'none',
    by: onMono,
    except:
      "Microsoft's SqlClient, as Mono has it, runs against a stand-in for SQL Server; the clients of other databases were not run.",
  },
  'cs/racy-port-rotation': { reuse: 'none', rotation: 'run', by: 'csharp.proof.test.ts' },
  'py/request-per-call': { reuse: 'run', rotation: 'few ports', by: 'python.proof.test.ts' },
  'py/session-per-call': { reuse: 'run', rotation: 'run', by: 'python.proof.test.ts' },
  'py/connection-close': { reuse: 'run', rotation: 'none', by: 'python.proof.test.ts' },
  'py/http-connection-per-call': {
    reuse: 'run',
    rotation: 'few ports',
    by: 'python.proof.test.ts',
  },
  'py/urllib-in-loop': { reuse: 'none', rotation: 'none', by: 'python.proof.test.ts' },
  'py/listener-without-reuse-address': {
    reuse: 'run',
    rotation: 'none',
    by: 'python.proof.test.ts',
  },
  'py/server-without-reuse-address': {
    reuse: 'run',
    rotation: 'none',
    by: 'python.proof.test.ts',
  },
  'java/client-per-call': {
    reuse: 'run',
    rotation: 'few ports',
    by: 'java.proof.test.ts',
    except: 'RestTemplate with OkHttp, the JDK or Jetty below it was not run.',
  },
  'java/keep-alive-disabled': { reuse: 'run', rotation: 'none', by: 'java.proof.test.ts' },
  'java/connection-close': { reuse: 'run', rotation: 'none', by: 'java.proof.test.ts' },
  'java/response-not-read': { reuse: 'run', rotation: 'none', by: 'java.proof.test.ts' },
  'go/transport-per-call': { reuse: 'run', rotation: 'few ports', by: 'go.proof.test.ts' },
  'go/keep-alives-disabled': { reuse: 'run', rotation: 'few ports', by: 'go.proof.test.ts' },
  'go/connection-close': { reuse: 'run', rotation: 'none', by: 'go.proof.test.ts' },
  'go/body-not-read': { reuse: 'run', rotation: 'none', by: 'go.proof.test.ts' },
  'go/idle-connections-per-host': { reuse: 'run', rotation: 'none', by: 'go.proof.test.ts' },
};
