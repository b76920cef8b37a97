"""Which line of the program makes a call: the stack without the runtime and without the probe."""

import os
import sys

most_frames = 8
most_steps = 150
most_files = 4096

# What a file is. The walk ends at the loop of a task: below it stands who started the loop, not who
# asked for the call.
skipped, library, own, loop, debugger = range(5)

_kinds, _paths = {}, {}
try:
    _started_in = os.getcwd()  # in all likelihood: this is loaded with the first socket
except OSError:
    _started_in = ''


def kind_of(file):
    kind = _kinds.get(file)
    if kind is None:
        if len(_kinds) >= most_files:
            _kinds.clear()
        kind = _kinds[file] = _classify(file.replace('\\', '/'))
    return kind


def _runtime_folders():
    # Where `sysconfig` says "stdlib" and "platstdlib", without importing it into the program.
    folder = os.__file__.replace('\\', '/').rpartition('/')[0]
    name = folder.rpartition('/')[2]
    bases = (sys.base_prefix, sys.base_exec_prefix)
    places = {folder} | {base.replace('\\', '/') + '/lib/' + name for base in bases}
    return tuple(place + '/' for place in places)


_runtime = _runtime_folders()
_this_file = kind_of.__code__.co_filename


def _classify(file):
    if '/debugpy/' in file or '/pydevd' in file or '/_pydev' in file:
        return debugger
    if '/site-packages/' in file or '/dist-packages/' in file:
        return loop if file.endswith('/trio/_core/_run.py') else library
    if file == _this_file or file.startswith('<frozen '):
        return skipped
    if file.startswith(_runtime):
        return loop if file.endswith('/asyncio/events.py') else skipped
    return own


def belongs_to_debugger(frame):
    """Whether the debugger itself makes the call: the first frame that is not the runtime's says."""
    steps = 0
    while frame is not None and steps < most_steps:
        kind = kind_of(frame.f_code.co_filename)
        if kind != skipped:
            return kind == debugger
        frame = frame.f_back
        steps += 1
    return False


def look(frame):
    """The frames from `frame` on outwards as (file, line, function), innermost first, at most 8,
    and whether a frame of the program's own is among them. Of a row of library frames only the
    outermost is kept, which is the one that the program called."""
    frames = []
    last = None
    found = False
    steps = 0
    while frame is not None and steps < most_steps and len(frames) < most_frames:
        code = frame.f_code
        kind = kind_of(code.co_filename)
        if kind == loop:
            break
        if kind == library:
            last = (code.co_filename, frame.f_lineno or 1, name_of(code))
        elif kind == own:
            if last is not None:
                frames.append(last)
                last = None
            frames.append((absolute(code.co_filename), frame.f_lineno or 1, name_of(code)))
            found = True
        frame = frame.f_back
        steps += 1
    if last is not None:
        frames.append(last)
    return tuple(frames[:most_frames]), found


def absolute(file):
    """Before Python 3.9 the script itself goes by the path that it was started with."""
    path = _paths.get(file)
    if path is None:
        if len(_paths) >= most_files:
            _paths.clear()
        path = os.path.join(_started_in, file)
        if file[:1] == '<' or not os.path.exists(path):
            path = file
        _paths[file] = path
    return path


def name_of(code):
    return getattr(code, 'co_qualname', code.co_name)  # co_qualname: since 3.11
