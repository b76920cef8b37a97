"""What can be read off a socket without changing anything about it."""

# Functions, not modules: the end of the interpreter empties modules before the last is told.
import _socket
from _socket import IPPROTO_TCP, SO_ERROR, SOL_SOCKET, inet_ntop, inet_pton
from errno import ETIMEDOUT, errorcode
from sys import exc_info, platform

fileno, getsockopt = _socket.socket.fileno, _socket.socket.getsockopt
getpeername = _socket.socket.getpeername
type_of, family_of = _socket.socket.type.__get__, _socket.socket.family.__get__
families = (_socket.AF_INET, getattr(_socket, 'AF_INET6', _socket.AF_INET))

# struct tcp_info of Linux begins with the state; the smoothed round trip at byte 68 is 0 as long
# as the peer never answered (include/uapi/linux/tcp.h).
tcp_info = _socket.TCP_INFO if platform == 'linux' else None
established, syn_sent, syn_received, closed, close_wait, last_ack = 1, 2, 3, 7, 8, 9


def is_up(socket):
    """Whether it is certainly connected, and not yet closed by the program: a quick look."""
    if tcp_info is None:
        return False
    return getsockopt(socket, IPPROTO_TCP, tcp_info, 1)[0] in (established, close_wait)


def state_of(socket):
    """The TCP state (None: not known here), and whether the peer ever answered."""
    if tcp_info is not None:
        info = getsockopt(socket, IPPROTO_TCP, tcp_info, 72)
        waits = info[0] in (syn_sent, syn_received, closed)
        return info[0], not waits or info[68:72] != b'\0\0\0\0'
    try:
        getpeername(socket)
        return None, True
    except OSError:
        return None, False


def failure_of(socket):
    """The error that the program is just dealing with, or the one that is left on the socket (it
    may be asked for that only when the program closes it)."""
    error = exc_info()[1]
    number = None
    if isinstance(error, OSError):
        number = ETIMEDOUT if error.errno is None else error.errno
    elif socket is not None:
        number = getsockopt(socket, SOL_SOCKET, SO_ERROR)
    return errorcode.get(number, 'UNKNOWN')


def numeric(host):
    """An address in the form of the socket table; None for a name and for "any address"."""
    if type(host) is not str or host in ('', '0.0.0.0', '::'):
        return None
    host = host.partition('%')[0]
    family = families[1] if ':' in host else families[0]
    try:
        return inet_ntop(family, inet_pton(family, host))
    except OSError:
        return None
