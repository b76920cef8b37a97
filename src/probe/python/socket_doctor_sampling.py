"""How often the stack is looked at: always while little happens, else about 200 times a second."""

from time import monotonic

interval_s = 0.1
looks_per_interval = 20
looks_in_the_beginning = 200


class Sampling:
    def __init__(self):
        self._stride, self._skip, self._interval_ends = 1, 1, 0.0
        self._looks = -looks_in_the_beginning
        self._random = 20_260  # of our own: `random` belongs to the program

    def is_due(self):
        """Called for each event. The gaps are random, about `stride` wide: a fixed one could go in
        step with the program."""
        self._skip -= 1
        if self._skip > 0:
            return False
        now = monotonic()
        if now >= self._interval_ends:
            if self._looks < looks_per_interval // 2 and self._stride > 1:
                self._stride //= 2
            self._looks, self._interval_ends = min(self._looks, 0), now + interval_s
        elif self._looks >= looks_per_interval:
            self._stride, self._looks = self._stride * 2, 0
        self._looks += 1
        self._random = (self._random * 1_103_515_245 + 12_345) & 0x7FFFFFFF
        self._skip = 1 + (self._random >> 8) % (2 * self._stride - 1)
        return True
