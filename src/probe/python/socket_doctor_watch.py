"""The handlers of the audit events, and what holds the probe's parts together.

What is called for each event of a busy program only leaves a note (see `socket_doctor_connections`);
the methods that take the lock are called for a sample, and while the program does little.
"""

import os
import sys
from _socket import SOCK_STREAM
from _thread import RLock, get_ident
from _weakref import ref
from time import monotonic, time

# `load` is given by sitecustomize.py.
connections = load('socket_doctor_connections')  # noqa: F821
requests = load('socket_doctor_requests')  # noqa: F821
sockets = load('socket_doctor_sockets')  # noqa: F821
Sender = load('socket_doctor_sender').Sender  # noqa: F821

Connection, not_looked = connections.Connection, connections.not_looked
fileno, type_of = sockets.fileno, sockets.type_of
# A lock that is not free by then is held by a thread that will never run again.
patience_s = 0.1


def start(handlers, variable, started_at_ms):
    """Puts the handlers by event into `handlers`. Each gets the arguments of its event."""
    watch = Watch(handlers, variable)
    watch.begin(started_at_ms, False)
    if sys.version_info < (3, 9):  # where memory of the end is not to be touched
        import atexit

        atexit.register(watch.finish)
    if hasattr(os, 'register_at_fork'):
        os.register_at_fork(
            before=watch.before_fork,
            after_in_parent=watch.after_fork_in_parent,
            after_in_child=watch.after_fork_in_child,
        )
    watch.flush()


class Watch:
    def __init__(self, handlers, variable):
        self._handlers, self._variable, self._held = handlers, variable, False
        self._libraries = requests.Libraries(self)
        python_socket = getattr(sys.modules.get('socket'), 'socket', None)
        self._sees_closings = isinstance(python_socket, type) and requests.note_lookups(
            python_socket, '_real_close', self.closing
        )

    def begin(self, started_at_ms, is_forked):
        """At the start, and anew in the child of a fork."""
        self._lock = RLock()
        self._connections = connections.Connections(
            self._sees_closings and sockets.tcp_info is not None
        )
        self._sender = Sender(
            self._connections, self._lock, self._variable, started_at_ms, self._stop,
            self._rest,
        )
        self._to_be_finished = is_forked
        self._open = self._connections.open
        self._done, self._due = self._connections.done, self._connections.due
        self._asked, self._by_address = self._connections.asked, self._connections.by_address
        self._handlers.update(
            {
                'socket.connect': self.connect,
                'http.client.send': self.sent,
                'os.exec': self.flush,
            }
        )
        self._rest(True)
        if sys.version_info >= (3, 9):
            self._handlers['cpython.PyInterpreterState_Clear'] = self.finish

    def _rest(self, resting):
        """In a busy program each event that is not needed costs. Names are known by then; whether a
        socket failed that nobody closes must be known at once only where sockets do fail."""
        if resting:
            self._handlers['socket.getaddrinfo'] = self.asked
        else:
            self._handlers.pop('socket.getaddrinfo', None)
        if resting or self._connections.have_failed:
            self._handlers['socket.__new__'] = self.new_socket
        else:
            self._handlers.pop('socket.__new__', None)

    def _stop(self):
        """Nobody listens any more."""
        self._handlers.clear()
        self._open.clear()

    # Without the lock

    def new_socket(self, arguments):
        latest = self._connections.latest
        if latest is not None and not latest.settled and latest.ended is None:
            self._slowly(self._connections.settle_latest)

    def asked(self, arguments):
        self._asked[get_ident()] = arguments

    def connect(self, arguments):
        socket, address = arguments
        watched, destination = self._connections, None
        if type(address) is tuple:
            destination = self._by_address.get(address)
        if destination is None or watched.skip <= 0 or self._due or self._sender.resting:
            self._slowly(self._begin, socket, address)
            return
        number = fileno(socket)
        if number in self._open or type_of(socket) & 15 != SOCK_STREAM:
            self._slowly(self._begin, socket, address)
            return
        watched.skip -= 1
        new = Connection()
        new.destination, new.begun, new.number = destination, monotonic(), number
        new.socket, new.thread = ref(socket), get_ident()
        self._open[number] = watched.latest = new

    def sent(self, arguments):
        """http.client sends the head of a request once, and on its own."""
        client, data = arguments
        if data.endswith(b'\r\n\r\n') and b' HTTP/1.' in data:
            socket = client.sock
            each = self._open.get(fileno(socket))
            if each is not None:
                each.requests += 1
                if each.requests >= each.next_look or self._sender.resting:
                    self._slowly(self._look_at_request, each, socket, client.host)

    def request(self, socket, host):
        """A request begins on the socket, says a library that is not audited."""
        each = self._open.get(fileno(socket))
        if each is not None:
            each.requests += 1
            if each.requests >= each.next_look or self._sender.resting:
                self._slowly(self._look_at_request, each, socket, host)

    def closing(self, socket):
        each = self._open.pop(fileno(socket), None)
        if each is not None:
            each.ended = monotonic()
            if each.look != not_looked or not (each.settled or each.requests):
                self._slowly(self._connections.close, each, socket)
            if not each.failed:
                self._done.append(each)
            if self._sender.resting:
                self._slowly(self._sender.changed)

    # With the lock

    def _slowly(self, do, *arguments):
        if not self._sender.off and self._lock.acquire(True, patience_s):
            try:
                do(*arguments)
            finally:
                self._lock.release()

    def _begin(self, socket, address):
        self._connections.settle_latest()
        self._libraries.look()
        if get_ident() not in self._due:
            self._libraries.find_due()
        if self._connections.begin(socket, address):
            if self._to_be_finished:
                self._finish_with_multiprocessing()
            if self._sender.resting:
                self._sender.expect()
            else:
                self._sender.changed()

    def _look_at_request(self, each, socket, host):
        self._connections.look_at_request(each, socket, host)
        self._sender.changed()

    def request_due(self, host):
        self._connections.request_due(host)

    def flush(self, arguments=None):
        self._slowly(self._sender.flush)

    def finish(self, arguments=None):
        entered = self._lock.acquire(True, patience_s)
        try:
            if not self._sender.off:
                self._sender.finish()
        finally:
            if entered:
                self._lock.release()

    def _finish_with_multiprocessing(self):
        """Its children end without the end of the interpreter."""
        self._to_be_finished = False
        util = sys.modules.get('multiprocessing.util')
        if util is not None:
            util.Finalize(None, self._flush_at_end, exitpriority=-100)

    def _flush_at_end(self):
        try:
            self._slowly(self._connections.collect, True)
            self.flush()
        except Exception:
            pass

    def before_fork(self):
        try:
            self._sender.end_thread()
            self._held = self._lock.acquire(True, patience_s)
            self._sender.flush()
            self._sender.end_thread()
        except Exception:
            pass

    def after_fork_in_parent(self):
        if self._held:
            self._held = False
            self._lock.release()

    def after_fork_in_child(self):
        try:
            self._held, was_off = False, self._sender.off
            self._sender.forget()
            if not was_off:
                self.begin(int(time() * 1000), True)
        except Exception:
            pass
