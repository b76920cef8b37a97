import type { SourceEdit } from '../../edits';
import type { PortBlock } from '../../portBlock';
import type { SourceFile } from '../../sourceFile';
import { importModules, importThirdParty } from './topLevel';

/** The bound keeps a request from trying for ever when the block is full. */
const attempts = 100;

const usual = 'OwnPortsAdapter';

/** The turn of the ports, which is the module's own, and the names in it. */
export function localPorts(
  file: SourceFile,
  { first, count }: PortBlock,
): {
  readonly cycle: string;
  readonly lock: string;
  readonly attempts: number;
  readonly declaration: string;
} {
  const cycle = file.freeName('_local_ports');
  const lock = file.freeName('_local_ports_lock');
  const declaration = `# Local ports ${first}-${first + count - 1} in turn, outside the range the system hands out: nobody else
# gets one by chance. The lock counts for all threads, and the cycle wraps round.
${cycle} = itertools.cycle(range(${first}, ${first + count}))
${lock} = threading.Lock()`;
  return { cycle, lock, attempts, declaration };
}

/** An adapter for a requests session that connects from ports of its own, one after the other. */
export interface PortAdapter {
  readonly name: string;
  /** How the module calls requests. */
  readonly requests: string;
  /** Empty where the file has it already. */
  readonly declaration: string;
  readonly edits: readonly SourceEdit[];
}

/**
 * requests lets an adapter choose one source port for all its connections, which only one of them
 * can have. So the port is chosen where urllib3 connects: `source_address`, `socket_options`,
 * `ConnectionCls` and `pool_classes_by_scheme` are the same in urllib3 1.26 and 2. Taken is
 * EADDRINUSE from bind, or EADDRNOTAVAIL where the four-tuple is in use; facts.md A2 and B.
 */
export function portAdapter(file: SourceFile, block: PortBlock): PortAdapter {
  const requests = importThirdParty(file, 'requests');
  if (file.text.includes(`class ${usual}(`)) {
    return { name: usual, requests: requests.name, declaration: '', edits: requests.edits };
  }
  const name = file.freeName(usual);
  const ports = localPorts(file, block);
  const mixin = file.freeName('_FromOwnPort');
  const [plainPool, securePool] = [file.freeName('_OwnPortPool'), file.freeName('_OwnPortTLSPool')];
  const modules = ['errno', 'itertools', 'os', 'socket', 'threading'];
  const urllib3 = importThirdParty(file, 'urllib3');
  const declaration = `${ports.declaration}


class ${mixin}:
    def connect(self):
        if os.name == "posix":  # on Windows it would take a port in use
            reuse = (socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self.socket_options = [*self.default_socket_options, reuse]
        for attempts_left in range(${attempts - 1}, -1, -1):
            with ${ports.lock}:
                self.source_address = ("", next(${ports.cycle}))
            try:
                return super().connect()
            except ${urllib3.name}.exceptions.NewConnectionError as error:
                code = getattr(error.__context__, "errno", None)
                is_taken = code in (errno.EADDRINUSE, errno.EADDRNOTAVAIL)
                if not is_taken or attempts_left == 0:
                    raise


class ${plainPool}(${urllib3.name}.HTTPConnectionPool):
    class ConnectionCls(${mixin}, ${urllib3.name}.connection.HTTPConnection):
        pass


class ${securePool}(${urllib3.name}.HTTPSConnectionPool):
    class ConnectionCls(${mixin}, ${urllib3.name}.connection.HTTPSConnection):
        pass


class ${name}(${requests.name}.adapters.HTTPAdapter):
    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": ${plainPool},
            "https": ${securePool},
        }
`;
  const edits = [...importModules(file, modules), ...requests.edits, ...urllib3.edits];
  return { name, requests: requests.name, declaration, edits };
}
