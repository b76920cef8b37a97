"""The audit hook. It is called for everything that is audited in the program (imports, files, …),
so it does one look-up and no more for what is none of its business."""

import sys
from _thread import RLock

is_own = load('socket_doctor_errors').is_own  # noqa: F821 (given by sitecustomize.py)


def install(variable, started_at_ms):
    """Calls the handlers of `socket_doctor_watch` for their events, from the first on."""
    handlers = {}
    # Several threads may come with their first sockets at once: all wait for the first of them.
    lock, patience_s = RLock(), 1

    def begin(event, arguments):
        if not lock.acquire(True, patience_s):
            return
        try:
            if find(event) in (first_socket, first_name):
                load('socket_doctor_watch').start(handlers, variable, started_at_ms)
        except BaseException:
            handlers.clear()  # not to be tried again
            raise
        finally:
            lock.release()
        handler = find(event)
        if handler is not None:
            handler(arguments)

    def first_socket(arguments):
        # AF_INET, AF_INET6 of every system, and what `_socket` itself takes for AF_INET.
        if arguments[1] in (2, 10, 23, 24, 30, -1):
            begin('socket.__new__', arguments)

    def first_name(arguments):
        begin('socket.getaddrinfo', arguments)

    handlers['socket.__new__'] = first_socket
    handlers['socket.getaddrinfo'] = first_name
    find = handlers.get

    def hook(event, arguments):
        handler = find(event)
        if handler is not None:
            try:
                handler(arguments)
            except Exception as problem:
                if not is_own(problem):
                    raise

    sys.addaudithook(hook)
