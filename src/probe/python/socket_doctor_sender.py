"""When what is told: at once while little happens, four times a second while much does.

A busy program tells it itself, beside a look at its stack: a thread that takes the interpreter's
lock from it, and then has to wait for a processor, costs far more.

There is no permanent thread. What could not be said at once is said by a thread that ends when
nothing is left to say; it belongs to no module of the program (`threading` does not know it), it
takes no signals, and it is ended before a fork: Python 3.12 warns of a fork beside a thread.
"""

# Functions, not modules: the end of the interpreter empties modules before the last is told.
# And the originals: gevent and debuggers replace some of them.
import sys
from _thread import allocate_lock, get_native_id
from _thread import start_new_thread as start_thread
from os import getpid, getppid, stat
from time import monotonic

# `load` is given by sitecustomize.py.
open_pipe = load('socket_doctor_pipe').open_pipe  # noqa: F821
hello_line = load('socket_doctor_tally').hello_line  # noqa: F821

interval_s = 0.25
# So short programs, whatever way they end, have told everything.
at_once_in_the_beginning = 50
at_once_per_interval = 1
most_rounds_without_progress = 30
# A thread that has not begun by then is one of a machine that has no time for it.
patience_with_thread_s = 1


class Sender:
    """Everything but `run` is called with `lock` held."""

    def __init__(self, connections, lock, variable, started_at_ms, on_stop, on_rest):
        _, self._launch, self._path = variable.split(':', 2)
        self._connections, self._tally = connections, connections.tally
        self.lock, self._started_at_ms = lock, started_at_ms
        self._pipe, self._rest = None, b''
        self.off, self._on_stop, self._on_rest = False, on_stop, on_rest
        self._left, self._interval_ends = at_once_in_the_beginning, monotonic() + interval_s
        self._thread, self._thread_number, self._flushed_at = None, 0, 0.0
        # While it rests each event is told by itself; else events need only leave a note.
        self.resting = True

    def open(self):
        """Says hello. Where nobody listens, the probe is off from now on."""
        try:
            self._pipe = open_pipe(self._path)
        except Exception:
            self.stop()
            return
        argv = getattr(sys, 'argv', None)
        program = argv[0] if isinstance(argv, list) and argv else ''
        self._rest = hello_line(
            self._launch, self._started_at_ms, getpid(), getppid(),
            '%d.%d.%d' % sys.version_info[:3], program if isinstance(program, str) else '',
        )  # fmt: skip
        self._send()

    def changed(self):
        """Something was counted: tells it now, or soon."""
        now = monotonic()
        if now >= self._interval_ends:
            self._interval_ends = now + interval_s
            self._left = max(self._left, at_once_per_interval)
        if self._left > 0:
            self._left -= 1
            self.flush()
        elif self.expect() and self.resting:
            self._rest_or_not(False)

    def expect(self):
        """Something may have to be told soon. Whether there is a thread that will."""
        if self._thread is None and not self.off:
            self._start_thread()
        return self._thread is not None

    def flush(self):
        """Sends what there is, as far as the pipe takes it. Whether there was anything, and whether
        any of it went."""
        if self.off:
            return False, False
        if self._pipe is None:
            self.open()
        self._flushed_at = monotonic()
        waits = self._connections.collect(False)
        # Counts are cumulative: while the pipe is full nothing is piled up here.
        went = bool(self._rest) and self._send()
        if not self._rest and self._tally.dirty and not self.off:
            self._rest = self._tally.lines()
            went = self._send() or went
        more = waits or bool(self._rest)
        if more:
            self.expect()
        return more or went, went

    def _rest_or_not(self, resting):
        if resting != self.resting and not self.off:
            self.resting = resting
            self._on_rest(resting)

    def _send(self):
        try:
            sent = self._pipe.send(self._rest)
        except Exception:  # the editor is gone, or the file was closed
            self.stop()
            return False
        self._rest = self._rest[sent:]
        return sent > 0

    def stop(self):
        self.off, self._rest = True, b''
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        self._on_stop()

    def finish(self):
        """The interpreter is about to end."""
        self._thread = self  # no thread can be started any more
        self._connections.collect(True)
        self.flush()
        if self._pipe is not None:
            self.stop()

    def _start_thread(self):
        wake, begun = allocate_lock(), allocate_lock()
        wake.acquire()
        begun.acquire()
        self._thread = wake
        try:
            start_thread(self._run, (wake, begun))
        except Exception:  # no more threads, or the interpreter is ending
            self._thread = None
            return
        # Python frees at its end what belongs to a thread that has not begun yet, which then ends the
        # program with a fault of memory access (seen with 3.9 and 3.10). One that waits does no harm.
        begun.acquire(True, patience_with_thread_s)

    def _run(self, wake, begun):
        try:
            self._thread_number = get_native_id()
            begun.release()
            _block_signals()
            rounds = 0
            while not wake.acquire(True, interval_s):
                if monotonic() < self._flushed_at + interval_s:
                    continue  # the program tells it itself
                with self.lock:
                    if self._thread is not wake:
                        return
                    some, went = self.flush()
                    rounds = 0 if went else rounds + 1
                    if not some or self.off or rounds > most_rounds_without_progress:
                        self._rest_or_not(True)
                        self._thread = None
                        # What was noted just before, without a lock.
                        if some or not self.flush()[0] or self._thread is not None:
                            return
                        self._thread = wake
        except:  # noqa: E722 (at the end of the interpreter not even names are sure)
            self._thread = None
            self._rest_or_not(True)

    def end_thread(self):
        """Called without `lock`, which the thread may be waiting for."""
        wake, self._thread = self._thread, None
        self._rest_or_not(True)
        if wake is None or wake is self:
            return
        wake.release()
        # Python counts the threads of the process as the kernel does.
        task = '/proc/self/task/%d' % self._thread_number
        pause = allocate_lock()
        pause.acquire()
        for _ in range(50):
            try:
                stat(task)
            except OSError:
                return
            pause.acquire(True, 0.0005)

    def forget(self):
        """In the child of a fork: the pipe is the parent's, and so is what was counted."""
        self.off = True
        if self._pipe is not None:
            self._pipe.close()


def _block_signals():
    import _signal  # every program has it loaded

    if hasattr(_signal, 'pthread_sigmask'):
        _signal.pthread_sigmask(_signal.SIG_BLOCK, _signal.valid_signals())
