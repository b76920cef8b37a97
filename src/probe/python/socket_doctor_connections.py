"""The lives of TCP connections.

A program may open thousands a second, and a keep-alive request takes 35 µs: most events only leave
a note (see `socket_doctor_notes`). What the notes mean is found out in `collect`, some times a
second, by the sender. The rest, a sample that comprises everything while little happens, is looked
at on the spot.

`socket.connect` is audited before anything happens. What came of it is read off the socket later:
at the latest when the program closes it.
"""

from _socket import SOCK_STREAM
from _thread import get_ident
from _weakref import ref
from sys import _getframe
from time import monotonic

# `load` is given by sitecustomize.py.
notes = load('socket_doctor_notes')  # noqa: F821
stacks = load('socket_doctor_stacks')  # noqa: F821
sockets = load('socket_doctor_sockets')  # noqa: F821
Tally = load('socket_doctor_tally').Tally  # noqa: F821
Sampling = load('socket_doctor_sampling').Sampling  # noqa: F821

Connection, never = notes.Connection, notes.never
not_looked, looked, owed = notes.not_looked, notes.looked, notes.owed
fileno, type_of = sockets.fileno, sockets.type_of

most_open = 65_536
most_asked = 1024
# A connection made by a task of a library has no line of the program's own in its stack. It is put
# down to the line of its first request, or, after this time, to what the stack shows.
owner_wait_s = 1.0
# Another thread's socket may look like one that failed: between its audit event and its system call.
undecided_s = 1.0

connection, request, closing = 0, 1, 2  # kinds of events
here, there = 'here', 'there'


class Connections:
    """The methods here are called with the lock held, but for `request_due`."""

    def __init__(self, notes, tells_closings):
        self.tally, self.sampling = Tally(tells_closings), Sampling()
        self._notes = notes
        self.by_address, self.open = notes.by_address, notes.open
        self.done, self.due = notes.done, notes.due
        self.asked = {}  # thread: what it asked the addresses of last (host, port, …)
        self.resting = True  # each event is looked at

    def request_due(self, host):
        if len(self.due) < most_asked:
            self.due[get_ident()] = host

    def begin(self, socket, address):
        """The program is about to connect. Whether that is of interest."""
        number = fileno(socket)
        self._notes.adopt()
        before = self.open.get(number)
        if before is not None:
            if before.socket is not None and before.socket() is socket and not before.settled:
                if not self._settle(before, socket):
                    return False  # it only asks again whether it is connected by now
            self.open.pop(number, None)
            self.done.append(before)
        if type(address) is not tuple or sockets.family_of(socket) not in sockets.families:
            return False
        frame = _getframe(1)
        stream = type_of(socket) & 15 == SOCK_STREAM
        if not stream or len(self.open) >= most_open or stacks.belongs_to_debugger(frame):
            return False
        destination = self._find(address)
        if destination is None and sockets.numeric(address[0]) is not None:
            return False  # no room for it
        new = Connection()
        new.destination, new.address = destination, address
        new.begun, new.number, new.thread = monotonic(), number, get_ident()
        new.due = self.due.pop(new.thread, None)
        new.requests, new.settled, new.ended = 0, False, None
        try:
            new.socket = ref(socket)
        except TypeError:  # an instance of `_socket.socket` itself
            new.socket = None
        frames, own = stacks.look(frame)
        new.site, new.look = self.tally.site(frames), looked if own else owed
        new.next_look = 1
        self._notes.look_after(0 if self.resting else self.sampling.gap() - 1)
        self._notes.made(new)
        self.open[number] = new
        return True

    def _next_look(self, each):
        return 0 if self.resting else each.requests + self.sampling.gap()

    def rest_or_not(self, resting):
        self.resting = resting
        if resting:
            self._notes.look_after(0)
            for each in tuple(self.open.values()):
                each.next_look = 0

    def _find(self, address):
        """The destination; None for a name, until the peer is known."""
        found = self.by_address.get(address)
        if found is None:
            host = sockets.numeric(address[0])
            found = None if host is None else self.tally.destination(host, address[1])
            if found is not None and len(self.by_address) < most_open:
                self.by_address[address] = found
        if found is not None:
            asked = self.asked.get(get_ident())
            if asked is None or asked[1] != found.port:
                # Loops ask in other threads.
                hosts = {a[0] for a in tuple(self.asked.values()) if a[1] == found.port}
                asked = (hosts.pop(),) if len(hosts) == 1 else None
            if asked is not None:
                self.tally.name(found, asked[0])
        if len(self.asked) > most_asked:
            self.asked.clear()
        return found

    def _settle(self, each, socket):
        """Whether it is decided."""
        state, answered = sockets.state_of(socket)
        if answered:
            self._established(each, socket)
        elif state == sockets.closed:
            self._failed(each, None)
        return each.settled

    def settle_from_afar(self, each, is_over):
        socket = each.socket and each.socket()
        if socket is None or fileno(socket) != each.number or each.requests > 0:
            self._established(each, socket)  # gone, or in the hands of TLS, or in use
            return
        state, answered = sockets.state_of(socket)
        if answered or (is_over and state == sockets.closed):
            self._settle(each, socket)

    def _failed(self, each, socket):
        each.settled = each.failed = True
        self.open.pop(each.number, None)
        if each.due is not None and each.thread == get_ident():
            self.due[each.thread] = each.due  # the next address is tried
        if each.destination is None:
            self.tally.leave_out()  # a name whose address was never known
        else:
            self.tally.failed(each.destination, sockets.failure_of(socket))

    def _established(self, each, socket):
        each.settled = True
        if each.destination is None and socket is not None:
            host, port = sockets.getpeername(socket)[:2]
            each.destination = self.tally.destination(host.partition('%')[0], port)
            if each.destination is not None:
                self.tally.name(each.destination, each.address[0])
        destination = each.destination
        if destination is None:
            if socket is None:
                self.tally.leave_out()
            return
        self.tally.happened(destination, connection, 1)
        if each.look == looked:
            self.tally.seen(destination, connection, each.site)
        if each.due is not None:
            self.tally.happened(destination, request, 1)
            self.tally.name(destination, each.due)
            if each.look != not_looked:
                self.tally.seen(destination, request, each.site)

    def _attribute(self, each, site):
        if each.look == owed and each.destination is not None:
            each.look = looked
            self.tally.seen(each.destination, connection, site)

    def look_at_request(self, each, socket, host):
        """A request has begun, and is in `requests` already."""
        if not each.settled:
            self._established(each, socket)
        if each.destination is None:
            return
        if host is not None:
            self.tally.name(each.destination, host)
        if each.requests >= each.next_look:
            frames, own = stacks.look(_getframe(1))
            site = self.tally.site(frames)
            self.tally.seen(each.destination, request, site)
            self._attribute(each, site if own else each.site)
            each.next_look = self._next_look(each)

    def close(self, each, socket):
        """The program is about to close a socket whose fate is not known, or that is looked at."""
        state, answered = sockets.state_of(socket)
        if not each.settled:
            if answered or each.requests > 0:
                self._established(each, socket)
            else:
                self._failed(each, socket)
        # `closed` is a reset by the peer, or a shutdown of both sides: nobody can say whose.
        if state is not None and state != sockets.closed:
            each.closed_by = there if state in (sockets.close_wait, sockets.last_ack) else here

    def collect(self, at_end):
        """Counts what the notes say. Whether more is to come of its own accord."""
        now = monotonic()
        self._notes.adopt()
        self.tally.count_uniform()
        count = len(self.done)
        for each in self.done[:count]:
            self._count_requests(each)
            if not each.failed and each.destination is not None:
                self._attribute(each, each.site)
                self._count_closing(each)
        del self.done[:count]
        waits = False
        for each in tuple(self.open.values()):
            if each.requests != each.counted:
                self._count_requests(each)
                if each.next_look == never:
                    each.next_look = self._next_look(each)
            if not each.settled:
                each.begun = each.begun or now
                self.settle_from_afar(each, at_end or now - each.begun > undecided_s)
            if each.look == owed and each.settled and now - each.begun > owner_wait_s:
                self._attribute(each, each.site)
            waits = waits or not each.settled or each.look == owed
        return waits

    def _count_requests(self, each):
        destination, requests = each.destination, each.requests
        if not each.settled:
            if each.look == not_looked and each.due is None and destination is not None:
                each.settled = True
                self.tally.happened(destination, connection, 1)
            else:
                self._established(each, None)
        if requests != each.counted and destination is not None:
            self.tally.happened(destination, request, requests - each.counted)
            each.counted = requests

    def _count_closing(self, each):
        if each.ended is not None and self.tally.tells_closings:
            self.tally.happened(each.destination, closing, 1)
            if each.look != not_looked:
                held_ms = (each.ended - each.begun) * 1000
                self.tally.seen(each.destination, closing, (each.closed_by, held_ms))
