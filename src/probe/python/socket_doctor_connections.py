"""The lives of TCP connections, from audit events and from one look at each socket as it closes.

`socket.connect` is audited before anything happens. What came of it is read off the socket at the
next step of the thread, or of the sender, or of the program's with it: at the latest at its end.
"""

# Functions, not modules: the end of the interpreter empties modules before the last is told.
import _socket
from _socket import IPPROTO_TCP, SO_ERROR, SOCK_STREAM, SOL_SOCKET, inet_ntop, inet_pton
from _thread import get_ident
from _weakref import ref
from errno import ETIMEDOUT, errorcode
from sys import _getframe, exc_info, platform
from time import monotonic

# `load` is given by sitecustomize.py.
stacks = load('socket_doctor_stacks')  # noqa: F821
Tally = load('socket_doctor_tally').Tally  # noqa: F821
Sampling = load('socket_doctor_sampling').Sampling  # noqa: F821

most_open = 65_536
most_asked = 1024
patience_s = 0.1
# A connection made by a task of a library has no line of the program's own in its stack. It is put
# down to the line of its first request, or, after this time, to what the stack shows.
owner_wait_s = 1.0

not_looked, looked, owed = 0, 1, 2

fileno, getsockopt = _socket.socket.fileno, _socket.socket.getsockopt
getpeername = _socket.socket.getpeername
type_of, family_of = _socket.socket.type.__get__, _socket.socket.family.__get__
families = (_socket.AF_INET, getattr(_socket, 'AF_INET6', _socket.AF_INET))

# struct tcp_info of Linux begins with the state; the smoothed round trip at byte 68 is 0 as long
# as the peer never answered (include/uapi/linux/tcp.h).
tcp_info = _socket.TCP_INFO if platform == 'linux' else None
syn_sent, syn_received, closed, close_wait, last_ack = 2, 3, 7, 8, 9


class Connection:
    __slots__ = ('destination', 'address', 'socket', 'begun', 'settled', 'site', 'look', 'due')

    def __init__(self, destination, address, socket):
        self.destination, self.address, self.begun = destination, address, monotonic()
        self.settled, self.site, self.look = False, None, not_looked
        self.due = None  # the host of the request that it is made for, where that is known
        try:
            self.socket = ref(socket)
        except TypeError:  # an instance of `_socket.socket` itself
            self.socket = None


def state_of(socket):
    """The TCP state, and whether the peer ever answered. (None, False): not known here."""
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
    """The error that the program is just dealing with, or the one that is left on the socket."""
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


class Connections:
    """All methods but `asked_for` are called with the lock of the watch held."""

    def __init__(self, tells_closings):
        self.tally, self.sampling = Tally(tells_closings), Sampling()
        self._open = {}  # by file number
        self._pending = {}  # those that are not settled, or have no site yet
        self._latest = {}  # the last one of each thread: (file number, connection)
        self._due = {}  # thread: the host of the request that its next connection is for
        self._asked = {}  # thread: the (host, port) that it asked the addresses of
        self._hosts = {}  # port: the only host that was asked for with it, or False

    def is_known(self, number):
        return number in self._open

    def is_undecided(self):
        return bool(self._pending)

    def asked_for(self, host, port):
        if type(host) is bytes:
            host = host.decode('ascii', 'replace')
        for table in (self._asked, self._hosts):
            if len(table) > most_asked:
                table.clear()
        self._asked[get_ident()] = (host, port)
        if type(port) is int:
            self._hosts[port] = host if self._hosts.get(port, host) == host else False

    def request_due(self, host):
        if len(self._due) < most_asked:
            self._due[get_ident()] = host

    def begin(self, socket, address):
        """The program is about to connect. Whether there is something to tell."""
        number = fileno(socket)
        before = self._open.get(number)
        if before is not None and not before.settled and before.socket is not None:
            if before.socket() is socket:
                self._settle(number, before, socket, False)
                if number in self._open:
                    return False  # it only asks again whether it is connected by now
        self._open.pop(number, None)
        if type(address) is not tuple or family_of(socket) not in families:
            return False
        frame = _getframe(1)
        stream = type_of(socket) & 15 == SOCK_STREAM
        if not stream or len(self._open) >= most_open or stacks.belongs_to_debugger(frame):
            return False
        connection = Connection(self._find(address), address, socket)
        if self.sampling.is_due():
            frames, own = stacks.look(frame)
            connection.site, connection.look = self.tally.site(frames), looked if own else owed
        connection.due = self._due.pop(get_ident(), None)
        self._open[number] = self._pending[number] = connection
        self._latest[get_ident()] = (number, connection)
        if len(self._latest) > most_asked:
            self._latest.clear()
        return True

    def _find(self, address):
        """The destination; None for a name, until the peer is known."""
        found = self.tally.destinations.get(address[:2])
        if found is None:
            host = numeric(address[0])
            found = None if host is None else self.tally.destination(host, address[1])
        if found is not None:
            host, port = self._asked.get(get_ident(), (None, None))
            name = host if port == found.port else self._hosts.get(found.port)
            if name:
                self.tally.name(found, name)
        return found

    def settle_latest(self):
        """This thread is beyond its last connect."""
        number, connection = self._latest.pop(get_ident(), (0, None))
        if connection is not None and not connection.settled:
            self._settle_at(number, connection)

    def settle(self, at_end):
        """Looks at all that are undecided. Between its audit event and the system call a socket of
        another thread looks like one that has failed: such a one is left for a while."""
        before = monotonic() - (0 if at_end else owner_wait_s)
        for number, connection in tuple(self._pending.items()):
            if not connection.settled:
                self._settle_at(number, connection, connection.begun <= before)
            elif connection.begun <= before:
                self._attribute(connection, connection.site)
                self._pending.pop(number, None)

    def _settle_at(self, number, connection, is_over=True):
        socket = connection.socket and connection.socket()
        if socket is None or fileno(socket) != number:
            self._established(number, connection, None)  # gone, or in the hands of TLS
        else:
            state, answered = state_of(socket)
            if answered or (is_over and state == closed):
                self._decide(number, connection, socket, answered, False)

    def _settle(self, number, connection, socket, at_end):
        state, answered = state_of(socket)
        if answered or at_end or state == closed:
            self._decide(number, connection, socket, answered, at_end)
        return state

    def _decide(self, number, connection, socket, answered, at_end):
        if answered:
            self._established(number, connection, socket)
            return
        self._open.pop(number, None)
        self._pending.pop(number, None)
        connection.settled = True
        if connection.due is not None:
            self._due[get_ident()] = connection.due  # the next address is tried
        if connection.destination is None:
            self.tally.left_out += 1  # a name whose address was never known
        else:
            self.tally.failed(connection.destination, failure_of(socket if at_end else None))

    def _established(self, number, connection, socket):
        connection.settled = True
        if connection.destination is None and socket is not None:
            host, port = getpeername(socket)[:2]
            connection.destination = self.tally.destination(host.partition('%')[0], port)
            if connection.destination is not None:
                self.tally.name(connection.destination, connection.address[0])
        if connection.destination is None:
            self.tally.left_out += 1
            return
        destination = connection.destination
        self.tally.happened(destination, 0)
        if connection.due is not None:
            self.tally.happened(destination, 1)
            self.tally.name(destination, connection.due)
            if connection.look != not_looked:
                self.tally.seen_at(destination, 1, connection.site)
        if connection.look != owed:
            if connection.look == looked:
                self.tally.seen_at(destination, 0, connection.site)
            self._pending.pop(number, None)

    def _attribute(self, connection, site):
        if connection.look == owed and connection.destination is not None:
            connection.look = looked
            self.tally.seen_at(connection.destination, 0, site)

    def request(self, number, socket, host):
        """A request begins on a connection. Whether it is known."""
        connection = self._open.get(number)
        if connection is None:
            return False
        if not connection.settled:
            self._established(number, connection, socket)
        destination = connection.destination
        if destination is None:
            return False
        self.tally.happened(destination, 1)
        if host is not None:
            self.tally.name(destination, host)
        if self.sampling.is_due() or connection.look == owed:
            frames, own = stacks.look(_getframe(1))
            site = self.tally.site(frames)
            self.tally.seen_at(destination, 1, site)
            self._attribute(connection, site if own else connection.site)
            self._pending.pop(number, None)
        return True

    def close(self, number, socket):
        """The program is about to close a socket."""
        connection = self._open[number]
        if connection.settled:
            state, _ = state_of(socket) if self.tally.tells_closings else (None, True)
        else:
            state = self._settle(number, connection, socket, True)
        self._pending.pop(number, None)
        if self._open.pop(number, None) is None or connection.destination is None:
            return
        self._attribute(connection, connection.site)
        # `closed` is a reset by the peer, or a shutdown of both sides: nobody can say whose.
        if self.tally.tells_closings and state != closed:
            destination = connection.destination
            destination.held_ms += (monotonic() - connection.begun) * 1000
            if state in (close_wait, last_ack):
                destination.closed_there += 1
            else:
                destination.closed_here += 1
            destination.changed = self.tally.dirty = True
