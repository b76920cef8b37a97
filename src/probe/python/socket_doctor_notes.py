"""What is called for each event of a busy program, and so must cost next to nothing.

A keep-alive request takes a program 35 µs. These functions take no lock and only leave a note: in
each statement that matters the interpreter does not switch to another thread. They are closures,
since names of an enclosing function are the fastest to read. What a note means is found out later
by `socket_doctor_connections`, as is, on the spot, a sample that comprises everything while little
happens.
"""

from _socket import SOCK_STREAM
from _thread import get_ident
from _weakref import ref
from time import monotonic

# `load` is given by sitecustomize.py.
sockets = load('socket_doctor_sockets')  # noqa: F821
is_own = load('socket_doctor_errors').is_own  # noqa: F821

fileno, type_of, is_up = sockets.fileno, sockets.type_of, sockets.is_up

not_looked, looked, owed = 0, 1, 2
never = 1 << 60


class Unread:
    """What a busy program reads of few connections: defaults, as making one must be cheap."""

    address = site = closed_by = None
    begun, failed, counted = 0.0, False, 0


class Connection(Unread):
    """What is read of every one is a slot: a default of the class is read in the slowest of the
    interpreter's ways (3.11), and since 3.12 also a value with such a default behind it (seen with
    `dis(…, adaptive=True)`). Who makes one sets them all."""

    __slots__ = (
        'destination', 'number', 'socket', 'thread', 'due', 'requests', 'next_look', 'look',
        'settled', 'ended',
    )  # fmt: skip


class Notes:
    """`slowly` calls what it is given with the lock held; the methods that are called so are those
    of `watch`."""

    def __init__(self, watch):
        self.by_address = by_address = {}  # destinations as the program gives them
        # By file number: those that only these functions know of, and all others. What is in
        # neither is not watched.
        self.fresh, self.open = fresh, open = {}, {}
        self.done = done = []  # those that are closed and not yet counted
        self.due = due = {}  # thread: the host of the request that its next connection is for
        slowly = watch.slowly
        skip, latest = 0, None

        def look_after(connections):
            """So many connections from now on need not be looked at."""
            nonlocal skip
            skip = connections

        def made(each):
            nonlocal latest
            latest = each

        def connect(arguments):
            nonlocal skip, latest
            socket, address = arguments
            destination = by_address.get(address) if type(address) is tuple else None
            number = fileno(socket)
            if (
                skip <= 0
                or destination is None
                or number in fresh
                or number in open
                or type_of(socket) & 15 != SOCK_STREAM
            ):
                slowly(watch.begin_connection, socket, address)
                return
            try:
                weak = ref(socket)
            except TypeError:  # an instance of `_socket.socket` itself
                slowly(watch.begin_connection, socket, address)
                return
            skip -= 1
            new = Connection()
            new.destination, new.number, new.socket = destination, number, weak
            new.thread = thread = get_ident()
            new.due = due.pop(thread, None) if due else None
            new.requests, new.next_look, new.look = 0, never, not_looked
            new.settled, new.ended = False, None
            fresh[number] = latest = new

        def settle_latest(arguments=None):
            """This thread is beyond its last connect. (Called for each new socket.)"""
            if latest is not None and not (latest.requests or latest.settled):
                if latest.ended is None and latest.thread == get_ident():
                    slowly(watch.settle, latest)

        def sent(arguments):
            """http.client sends the head of a request once, and on its own."""
            client, data = arguments
            if data[-4:] == b'\r\n\r\n' and data.find(b' HTTP/1.') > 0:
                number = fileno(client.sock)
                each = fresh.get(number) or open.get(number)
                if each is not None:
                    each.requests = requests = each.requests + 1
                    if requests >= each.next_look:
                        slowly(watch.look_at_request, each, client.sock, client.host)

        def request(socket, host):
            """A request begins on the socket, says a library that is not audited."""
            number = fileno(socket)
            each = fresh.get(number) or open.get(number)
            if each is not None:
                each.requests = requests = each.requests + 1
                if requests >= each.next_look:
                    slowly(watch.look_at_request, each, socket, host)

        def close_open(number, socket):
            each = open.pop(number, None)
            if each is not None:
                close_slowly(each, socket)

        def close_fresh(each, socket):
            if each.requests == 0 and is_up(socket):
                each.settled = True
                if each.due is None:
                    each.destination.one_connection()
                else:
                    each.destination.one_call()
            else:
                close_slowly(each, socket)

        def close_slowly(each, socket):
            each.ended = monotonic()
            if each.look != not_looked or not (each.settled or each.requests):
                slowly(watch.close, each, socket)
            if not each.failed:
                done.append(each)
            watch.closed()

        def adopt():
            """From now on all that is open is in `open`. Called with the lock held."""
            for number, each in fresh.copy().items():
                # In this order, so that no request finds it in neither.
                open[number] = each
                now = fresh.pop(number, None)
                if now is None:
                    open.pop(number, None)  # it was closed meanwhile, and counted
                else:
                    open[number] = now

        def descriptor_of_close(bind):
            class Closing:
                """In the place of `socket.socket._real_close` (see `socket_doctor_requests`)."""

                def __get__(self, socket, kind=None):
                    if socket is not None:
                        try:
                            number = fileno(socket)
                            each = fresh.pop(number, None)
                            if each is None:
                                close_open(number, socket)
                            elif each.requests == 1 and each.due is None:
                                each.destination.one_call()
                            else:
                                close_fresh(each, socket)
                        except Exception as problem:
                            if not is_own(problem):
                                raise
                    return bind(socket, kind)

            return Closing()

        self.look_after, self.made, self.settle_latest = look_after, made, settle_latest
        self.connect, self.sent, self.request, self.adopt = connect, sent, request, adopt
        self.descriptor_of_close = descriptor_of_close

    def clear(self):
        for each in (self.by_address, self.fresh, self.open, self.done, self.due):
            each.clear()
        self.look_after(0)
        self.made(None)
