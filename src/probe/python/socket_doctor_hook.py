"""The audit hook. It is called for everything that is audited in the program (imports, files, …),
so it does one look-up and no more for what is none of its business."""

import sys

is_own = load('socket_doctor_errors').is_own  # noqa: F821 (given by sitecustomize.py)


def install(variable, started_at_ms):
    """Calls the handlers of `socket_doctor_watch` for their events, from the first on."""
    handlers = {}

    def begin():
        handlers.clear()
        handlers.update(load('socket_doctor_watch').start(variable, started_at_ms))

    def first_socket(arguments):
        if arguments[1] in (2, 10, 23, 24, 30):  # AF_INET, and AF_INET6 of every system
            begin()

    def first_name(arguments):
        begin()
        handlers['socket.getaddrinfo'](arguments)

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
