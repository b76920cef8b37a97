"""The way to the editor. Nothing here waits, and nothing is ever read."""

# Functions, not modules: the end of the interpreter empties modules before the last is told.
from os import dup2, fstat
from sys import platform

# Out of the way of the numbers that the program's own files get, and below the smallest usual
# limit (256 on macOS).
highest_fd, lowest_fd = 250, 200


def open_pipe(path):
    """Raises OSError where nobody listens."""
    return _WindowsPipe(path) if platform == 'win32' else _UnixPipe(path)


class _UnixPipe:
    def __init__(self, path):
        import _socket  # the program has loaded it: it is about to make a socket

        self._flags = getattr(_socket, 'MSG_NOSIGNAL', 0) | getattr(_socket, 'MSG_DONTWAIT', 0)
        self._socket = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        try:
            self._socket.setblocking(False)
            if platform == 'darwin':
                self._socket.setsockopt(_socket.SOL_SOCKET, 0x1022, 1)  # SO_NOSIGPIPE
            self._socket.connect(path)
            self._move_up(_socket.socket)
        except OSError:
            self._socket.close()
            raise
        self._identity = self._identify()

    def _move_up(self, socket):
        for number in range(highest_fd, lowest_fd, -1):
            try:
                fstat(number)
            except OSError:
                break
        else:
            return
        try:
            dup2(self._socket.fileno(), number, False)
        except OSError:
            return  # beyond the program's limit
        moved = socket(fileno=number)
        moved.setblocking(False)
        self._socket.close()
        self._socket = moved

    def _identify(self):
        status = fstat(self._socket.fileno())
        return status.st_dev, status.st_ino

    def send(self, data):
        """How many bytes the pipe took. OSError when it is gone."""
        # A program that closes all its files (a daemon) may by now have a file of its own here.
        if self._identify() != self._identity:
            self._socket.detach()
            raise OSError('the pipe was closed')
        try:
            return self._socket.send(data, self._flags)
        except (BlockingIOError, InterruptedError):
            return 0

    def close(self):
        try:
            same = self._identify() == self._identity
        except OSError:
            same = False
        if same:
            self._socket.close()
        else:
            self._socket.detach()


class _WindowsPipe:
    def __init__(self, path):
        import _winapi

        self._api = _winapi
        generic_write, open_existing, no_wait = 0x40000000, 3, 1
        self._handle = _winapi.CreateFile(path, generic_write, 0, 0, open_existing, 0, 0)
        # A pipe that is full then takes a part, or nothing, at once.
        _winapi.SetNamedPipeHandleState(self._handle, no_wait, None, None)

    def send(self, data):
        return self._api.WriteFile(self._handle, data)[0]

    def close(self):
        self._api.CloseHandle(self._handle)
