import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { insert } from '../../edits';
import type { PortBlock } from '../../portBlock';
import { portBlock } from '../../portBlock';
import type { SourceFile } from '../../sourceFile';
import { addImports } from './imports';
import { elementOf } from './literals';

/** The bound keeps a call from trying for ever when the block is full. */
const attempts = 100;

/** What makes a transport connect from its own ports. */
export interface Rotation {
  /** Elements for the transport's literal. */
  readonly elements: readonly { readonly key: string; readonly value: string }[];
  /** The function, and its imports; empty where the file has it. */
  readonly edits: readonly SourceEdit[];
}

const dialers = ['Dial', 'DialContext', 'DialTLS', 'DialTLSContext'];
const name = 'dialFromOwnPort';

/** What to add to a transport's literal; `undefined` where it has a dialer of its own. */
export function rotateFrom(file: SourceFile, transport: Node): Rotation | undefined {
  const block = portBlock(file.context);
  const hasDialer = dialers.some((key) => elementOf(transport, key) !== undefined);
  if (block === undefined || hasDialer) return undefined;
  const elements = [{ key: 'DialContext', value: name }];
  // A DialContext turns HTTP/2 off, unless it is asked for (net/http, Transport.ForceAttemptHTTP2).
  if (
    ['ForceAttemptHTTP2', 'TLSClientConfig'].every((key) => elementOf(transport, key) === undefined)
  ) {
    elements.push({ key: 'ForceAttemptHTTP2', value: 'true' });
  }
  return { elements, edits: dialer(file, block) };
}

/**
 * The assignment that gives a copy of the default transport its dialer: a copy, as that one asks for
 * HTTP/2 by itself. `undefined` where `scope` says otherwise how to dial.
 */
export function rotateCopy(
  file: SourceFile,
  transport: string,
  scope: Node,
): { readonly statement: string; readonly edits: readonly SourceEdit[] } | undefined {
  const block = portBlock(file.context);
  const isCopy = /\.DefaultTransport\.\(\*\w+\.Transport\)\.Clone\(\)/.test(scope.text);
  const hasDialer = dialers.some((key) => new RegExp(`\\b${key}\\b`).test(scope.text));
  if (block === undefined || !isCopy || hasDialer) return undefined;
  return { statement: `${transport}.DialContext = ${name}`, edits: dialer(file, block) };
}

/**
 * A `DialContext` that goes round a block of local ports, with its imports; nothing where the file has
 * it. Each attempt is a new socket. SO_REUSEADDR lets Unix bind a port in TIME_WAIT (facts.md A2:
 * needed on both sockets, so all of them set it); on Windows it would let others take the port, and
 * there `SetsockoptInt` has another type, which the assertion finds out without build tags. A taken
 * port is EADDRINUSE from bind, EADDRNOTAVAIL from connect, or 10048 on Windows (facts.md B).
 */
function dialer(file: SourceFile, block: PortBlock): SourceEdit[] {
  if (file.text.includes(`func ${name}(`)) return [];
  const turn = file.freeName('localPortTurn');
  const code = `
// Local ports ${block.first}-${block.first + block.count - 1} in turn: outside the range the system hands out, so no other program gets one by chance.
// The counter is atomic, and only its result is used, so that the turn wraps without a race; a taken port is skipped.
const (
	firstLocalPort = ${block.first}
	localPortCount = ${block.count}
)

var ${turn} uint32

func ${name}(ctx context.Context, network, address string) (net.Conn, error) {
	for attempt := 1; ; attempt++ {
		turn := atomic.AddUint32(&${turn}, 1) - 1
		dialer := net.Dialer{
			Timeout:   30 * time.Second,
			LocalAddr: &net.TCPAddr{Port: firstLocalPort + int(turn%localPortCount)},
			Control:   reuseLocalPort,
		}
		conn, err := dialer.DialContext(ctx, network, address)
		isTaken := errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, syscall.EADDRNOTAVAIL) ||
			errors.Is(err, syscall.Errno(10048)) // WSAEADDRINUSE
		if !isTaken || attempt == ${attempts} {
			return conn, err
		}
	}
}

// reuseLocalPort lets a port in TIME_WAIT be bound again. Not on Windows, where the option would
// let another program take the port; there SetsockoptInt has another type.
func reuseLocalPort(_, _ string, socket syscall.RawConn) error {
	set, isUnix := interface{}(syscall.SetsockoptInt).(func(fd, level, option, value int) error)
	if !isUnix {
		return nil
	}
	var failure error
	err := socket.Control(func(fd uintptr) {
		failure = set(int(fd), syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)
	})
	if err != nil {
		return err
	}
	return failure
}
`;
  const imports = ['context', 'errors', 'net', 'sync/atomic', 'syscall', 'time'];
  const atEnd = file.text.endsWith('\n') ? code : `\n${code.trimEnd()}`;
  return [...addImports(file, imports), insert(file.text.length, atEnd.replaceAll('\n', file.eol))];
}
