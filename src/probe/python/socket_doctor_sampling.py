"""How often the stack is looked at: always while little happens, else about 12 times a second."""

from time import monotonic

interval_s = 0.25
looks_per_interval = 3
looks_in_the_beginning = 100


class Sampling:
    def __init__(self):
        self._stride, self._interval_ends = 1, 0.0
        self._looks = -looks_in_the_beginning
        self._random = 20_260  # of our own: `random` belongs to the program

    def gap(self):
        """Called after each look: the how-manieth event from now on is to be looked at. Random,
        since a fixed stride could go in step with the program."""
        self._looks += 1
        now = monotonic()
        if now >= self._interval_ends:
            if self._looks < looks_per_interval // 2 and self._stride > 1:
                self._stride //= 2
            self._looks, self._interval_ends = min(self._looks, 0), now + interval_s
        elif self._looks >= looks_per_interval:
            self._stride, self._looks = self._stride * 2, 0
        self._random = (self._random * 1_103_515_245 + 12_345) & 0x7FFFFFFF
        return 1 + (self._random >> 8) % (2 * self._stride - 1)
