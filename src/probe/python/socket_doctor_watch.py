"""The handlers of the audit events, and what holds the probe's parts together."""

import _socket
import _thread
import os
import sys
from time import time

# `load` is given by sitecustomize.py.
connections = load('socket_doctor_connections')  # noqa: F821
requests = load('socket_doctor_requests')  # noqa: F821
Sender = load('socket_doctor_sender').Sender  # noqa: F821

fileno = _socket.socket.fileno
# What is not free by then is held by a thread that will never run again.
patience_s = 0.1


def start(variable, started_at_ms):
    """The handlers by event. Each gets the arguments of its event."""
    watch = Watch(variable)
    watch.begin(started_at_ms, False)
    handlers = {
        'socket.__new__': watch.new_socket,
        'socket.connect': watch.connect,
        'socket.getaddrinfo': watch.asked,
        'http.client.send': requests.of_http_client(watch),
        'os.exec': watch.flush,
    }
    if sys.version_info >= (3, 9):
        handlers['cpython.PyInterpreterState_Clear'] = watch.finish
    else:  # where memory of that moment is not to be touched
        import atexit

        atexit.register(watch.finish)
    if hasattr(os, 'register_at_fork'):
        os.register_at_fork(
            before=watch.before_fork,
            after_in_parent=watch.after_fork_in_parent,
            after_in_child=watch.after_fork_in_child,
        )
    watch.flush()
    return handlers


def _sees_closings(note):
    python_socket = getattr(sys.modules.get('socket'), 'socket', None)
    return isinstance(python_socket, type) and requests.note_lookups(
        python_socket, '_real_close', note
    )


class Watch:
    def __init__(self, variable):
        self._variable, self._held = variable, False
        self._libraries = requests.Libraries(self)
        closings = _sees_closings(self._close)
        self._tells_closings = closings and connections.tcp_info is not None

    def begin(self, started_at_ms, is_forked):
        """At the start, and anew in the child of a fork."""
        self._lock = _thread.RLock()
        self._connections = connections.Connections(self._tells_closings)
        self._sender = Sender(self._connections, self._lock, self._variable, started_at_ms)
        self._to_be_finished = is_forked

    def _enter(self):
        """Whether the caller may count now; then it has to release the lock."""
        sender = self._sender
        return not (sender.off or sender.connecting) and self._lock.acquire(True, patience_s)

    def new_socket(self, arguments):
        if self._enter():
            try:
                self._connections.settle_latest()
            finally:
                self._lock.release()

    def connect(self, arguments):
        if self._enter():
            try:
                self._libraries.look()
                self._connections.settle_latest()
                if self._connections.begin(*arguments):
                    if self._to_be_finished:
                        self._finish_with_multiprocessing()
                    self._sender.changed()
            finally:
                self._lock.release()

    def asked(self, arguments):
        self._connections.asked_for(arguments[0], arguments[1])

    def request_due(self, host):
        self._connections.request_due(host)

    def request(self, number, socket, host):
        if self._enter():
            try:
                if self._connections.request(number, socket, host):
                    self._sender.changed()
            finally:
                self._lock.release()

    def _close(self, socket):
        number = fileno(socket)
        if self._connections.is_known(number) and self._enter():
            try:
                if self._connections.is_known(number):
                    self._connections.close(number, socket)
                    self._sender.changed()
            finally:
                self._lock.release()

    def flush(self, arguments=None):
        if self._enter():
            try:
                self._sender.flush()
            finally:
                self._lock.release()

    def finish(self, arguments=None):
        entered = self._lock.acquire(True, patience_s)
        try:
            self._connections.settle(True)
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
            self._connections.settle(True)
            self.flush()
        except Exception:
            pass

    def before_fork(self):
        try:
            self._sender.end_thread()
            self._held = self._lock.acquire(True, patience_s)
            self._sender.flush()
        except Exception:
            pass

    def after_fork_in_parent(self):
        if self._held:
            self._held = False
            self._lock.release()

    def after_fork_in_child(self):
        try:
            self._held = False
            self._sender.forget()
            self.begin(int(time() * 1000), True)
        except Exception:
            pass
