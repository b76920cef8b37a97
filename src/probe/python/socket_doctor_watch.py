"""The handlers of the audit events, and what holds the probe's parts together.

What is called for each event of a busy program is in `socket_doctor_notes`; the methods here take
the lock and are called for a sample, and while the program does little.
"""

import os
import sys
from _thread import RLock, get_ident
from time import time

# `load` is given by sitecustomize.py.
connections = load('socket_doctor_connections')  # noqa: F821
notes = connections.notes
requests = load('socket_doctor_requests')  # noqa: F821
sockets = load('socket_doctor_sockets')  # noqa: F821
Sender = load('socket_doctor_sender').Sender  # noqa: F821

# A lock that is not free by then is held by a thread that will never run again.
patience_s = 0.1


def start(handlers, variable, started_at_ms):
    """Puts the handlers by event into `handlers`. Each gets the arguments of its event."""
    watch = Watch(handlers, variable)
    watch.begin(started_at_ms)
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
        self._notes = notes.Notes(self)
        self.request = self._notes.request
        self._libraries = requests.Libraries(self)
        python_socket = getattr(sys.modules.get('socket'), 'socket', None)
        self._sees_closings = isinstance(python_socket, type) and requests.replace_method(
            python_socket, '_real_close', self._notes.descriptor_of_close
        )

    def begin(self, started_at_ms):
        """At the start, and anew in the child of a fork."""
        self._lock = RLock()
        self._notes.clear()
        self._connections = connections.Connections(
            self._notes, self._sees_closings and sockets.tcp_info is not None
        )
        self._sender = Sender(
            self._connections, self._lock, self._variable, started_at_ms, self._stop,
            self._rest,
        )
        self._to_be_finished = True
        self._asked = self._connections.asked
        self._handlers.update(
            {
                'socket.__new__': self._notes.settle_latest,
                'socket.connect': self._notes.connect,
                'http.client.send': self._notes.sent,
                'os.exec': self.flush,
            }
        )
        self._rest(True)
        if sys.version_info >= (3, 9):
            self._handlers['cpython.PyInterpreterState_Clear'] = self.finish

    def _rest(self, resting):
        """In a busy program each event that is not needed costs. Names are known by then."""
        self._connections.rest_or_not(resting)
        if resting:
            self._handlers['socket.getaddrinfo'] = self.asked
        else:
            self._handlers.pop('socket.getaddrinfo', None)

    def _stop(self):
        """Nobody listens any more."""
        self._handlers.clear()
        self._notes.clear()

    # Without the lock

    def asked(self, arguments):
        self._asked[get_ident()] = arguments

    def closed(self):
        """A connection was closed that is not counted yet."""
        if self._sender.resting:
            self.slowly(self._sender.changed)

    def request_due(self, host):
        self._connections.request_due(host)

    # With the lock

    def slowly(self, do, *arguments):
        if not self._sender.off and self._lock.acquire(True, patience_s):
            try:
                do(*arguments)
            finally:
                self._lock.release()

    def begin_connection(self, socket, address):
        self._notes.settle_latest()
        self._libraries.look()
        if get_ident() not in self._notes.due:
            self._libraries.find_due()
        if self._connections.begin(socket, address):
            if self._to_be_finished:
                self._finish_with_multiprocessing()
            if self._sender.resting:
                self._sender.expect()
            else:
                self._sender.changed()

    def settle(self, each):
        self._connections.settle_from_afar(each, True)

    def close(self, each, socket):
        self._connections.close(each, socket)

    def look_at_request(self, each, socket, host):
        self._connections.look_at_request(each, socket, host)
        self._sender.changed()

    def flush(self, arguments=None):
        self.slowly(self._sender.flush)

    def finish(self, arguments=None):
        entered = self._lock.acquire(True, patience_s)
        try:
            if not self._sender.off:
                self._sender.finish()
        finally:
            if entered:
                self._lock.release()

    def _finish_with_multiprocessing(self):
        """Its children end without the end of the interpreter. They need not have been forked from
        a program that had a socket."""
        self._to_be_finished = False
        util = sys.modules.get('multiprocessing.util')
        if util is not None:
            util.Finalize(None, self._flush_at_end, exitpriority=-100)

    def _flush_at_end(self):
        try:
            self.slowly(self._connections.collect, True)
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
                self.begin(int(time() * 1000))
        except Exception:
            pass
