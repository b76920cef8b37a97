"""What was counted, and the lines that tell it (see src/measure/probe/wire.ts)."""

from time import time

most_destinations = 512
most_sites = 1024
most_sites_of_one = 128
most_names = 4
most_codes = 8
longest_text = 300
longest_path = 2000
# A line may be 32,768 bytes long; one destination with all its sites is well below 10,000.
full_message = 20_000

connection, request, closing = 0, 1, 2  # kinds of events

_escapes = {code: '\\u%04x' % code for code in range(32)}
_escapes.update({ord('"'): '\\"', ord('\\'): '\\\\'})


def quoted(text, longest=longest_text):
    """A JSON string. The `json` module is not used: the program would find it imported."""
    return '"' + str(text)[:longest].translate(_escapes) + '"'


class Steps:
    """Counts without a lock what several threads do: each calls `step`, which is one instruction
    of the interpreter."""

    __slots__ = ('step', '_left', '_told')

    def __init__(self):
        left = iter(range(1 << 60))
        self.step, self._left, self._told = left.__next__, left.__length_hint__, 1 << 60

    def new(self):
        """How many there were since the last time."""
        before, self._told = self._told, self._left()
        return before - self._told


class Destination:
    __slots__ = (
        'calls', 'one_call', 'plain', 'one_connection',
        'number', 'address', 'port', 'names', 'told', 'changed', 'connections', 'requests',
        'failures', 'closed_here', 'closed_there', 'held_ms', 'sites', 'unseen', 'seen',
    )  # fmt: skip

    def __init__(self, number, address, port):
        # Connections that are made, carry one request, or none that is known, and are closed.
        self.calls, self.plain = Steps(), Steps()
        self.one_call, self.one_connection = self.calls.step, self.plain.step
        self.number, self.address, self.port = number, address, port
        self.names, self.told, self.changed = [], False, False
        self.connections, self.requests, self.failures = 0, None, {}
        self.closed_here = self.closed_there = self.held_ms = 0
        self.sites = {}  # number of the site: [connections, requests]
        # By kind of event: those that are not attributed yet, and what the looks at some of them saw.
        self.unseen, self.seen = [0, 0, 0], ([], [], [])


class Tally:
    def __init__(self, tells_closings):
        self.tells_closings = tells_closings
        self.destinations, self.sites, self.untold_sites = {}, {}, []
        self.left_out = self._left_out_told = 0
        self.dirty = False

    def leave_out(self):
        self.left_out += 1
        self.dirty = True

    def destination(self, address, port):
        """The destination, or None where there is no more room."""
        found = self.destinations.get((address, port))
        if found is None:
            if len(self.destinations) >= most_destinations:
                self.leave_out()
                return None
            found = Destination(len(self.destinations) + 1, address, port)
            self.destinations[address, port] = found
        return found

    def name(self, destination, name):
        if type(name) is bytes:
            name = name.decode('ascii', 'replace')
        if type(name) is str and name != destination.address and name not in destination.names:
            if len(destination.names) < most_names and 0 < len(name) <= longest_text:
                destination.names.append(name)
                destination.told = False
                destination.changed = self.dirty = True

    def site(self, frames):
        """The number of a place, or None where there is no room or no frame."""
        number = self.sites.get(frames)
        if number is None and frames:
            if len(self.sites) >= most_sites:
                self.leave_out()
                return None
            number = self.sites[frames] = len(self.sites) + 1
            self.untold_sites.append((number, frames))
        return number

    def failed(self, destination, code):
        failures = destination.failures
        if code in failures or len(failures) < most_codes:
            failures[code] = failures.get(code, 0) + 1
        else:
            self.leave_out()
        destination.changed = self.dirty = True

    def happened(self, destination, kind, count):
        if kind == connection:
            destination.connections += count
        elif kind == request:
            destination.requests = (destination.requests or 0) + count
        destination.unseen[kind] += count
        destination.changed = self.dirty = True

    def count_uniform(self):
        """Takes over what the threads of the program counted without a lock."""
        for each in tuple(self.destinations.values()):
            calls, plain = each.calls.new(), each.plain.new()
            if calls > 0:
                self.happened(each, request, calls)
            if calls + plain > 0:
                self.happened(each, connection, calls + plain)
                self.happened(each, closing, calls + plain)

    def seen(self, destination, kind, what):
        """An event was looked at: a site, None where it is unknown; or who closed first, and how
        many ms it lived."""
        destination.seen[kind].append(what)
        destination.changed = self.dirty = True

    def _attribute(self, each):
        """Each look stands for its share of what happened since the last time."""
        for kind in (connection, request, closing):
            seen = each.seen[kind]
            if not seen:
                continue
            share, rest = divmod(each.unseen[kind], len(seen))
            for index, what in enumerate(seen):
                weight = share + (index < rest)
                if kind == closing:
                    by, held_ms = what
                    each.closed_here += weight if by == 'here' else 0
                    each.closed_there += weight if by == 'there' else 0
                    each.held_ms += weight * held_ms
                elif what is not None:
                    self._add(each, what, kind, weight)
            each.unseen[kind] = 0
            seen.clear()

    def _add(self, each, site, kind, weight):
        counts = each.sites.get(site)
        if counts is None:
            if len(each.sites) >= most_sites_of_one:
                self.leave_out()
                return
            counts = each.sites[site] = [0, 0]
        counts[kind] += weight

    def lines(self):
        """The lines that say what is new. Who calls this must send them."""
        text = []
        for number, frames in self.untold_sites:
            text.append(_site_line(number, frames))
        self.untold_sites = []
        counts, size = [], 0
        for each in self.destinations.values():
            if not each.changed:
                continue
            each.changed = False
            self._attribute(each)
            if not each.told:
                each.told = True
                text.append(_destination_line(each))
            item = self._counts(each)
            if size + len(item) > full_message:
                text.append(self._counts_line(counts))
                counts, size = [], 0
            counts.append(item)
            size += len(item) + 1
        if counts or self.left_out != self._left_out_told:
            text.append(self._counts_line(counts))
            self._left_out_told = self.left_out
        self.dirty = False
        return ''.join(text).encode('utf-8', 'replace')

    def _counts_line(self, counts):
        return '{"type":"counts","atMs":%d,"destinations":[%s],"leftOut":%d}\n' % (
            int(time() * 1000), ','.join(counts), self.left_out,
        )  # fmt: skip

    def _counts(self, each):
        failures = ','.join('%s:%d' % (quoted(c), n) for c, n in each.failures.items())
        requests = '' if each.requests is None else ',"requests":%d' % each.requests
        closings = (
            ',"closedHere":%d,"closedThere":%d,"heldMs":%d'
            % (each.closed_here, each.closed_there, each.held_ms)
            if self.tells_closings
            else ''
        )
        sites = ','.join(
            '{"site":%d,"connections":%d,"requests":%d}' % (site, counts[0], counts[1])
            for site, counts in each.sites.items()
        )
        return '{"destination":%d,"connections":%d,"failures":{%s}%s%s,"sites":[%s]}' % (
            each.number, each.connections, failures, requests, closings, sites,
        )  # fmt: skip


def _site_line(number, frames):
    shown, size = [], 0
    for file, line, function in frames:
        frame = '{"file":%s,"line":%d,"function":%s}' % (
            quoted(file, longest_path), line, quoted(function),
        )  # fmt: skip
        size += len(frame.encode('utf-8', 'replace'))
        if size > full_message:
            break
        shown.append(frame)
    return '{"type":"site","site":%d,"frames":[%s]}\n' % (number, ','.join(shown))


def _destination_line(each):
    return '{"type":"destination","destination":%d,"address":%s,"port":%d,"names":[%s]}\n' % (
        each.number, quoted(each.address), each.port, ','.join(map(quoted, each.names)),
    )  # fmt: skip


def hello_line(launch, started_at_ms, process_id, parent_process_id, version, program):
    return (
        '{"type":"hello","protocol":1,"launch":%s,"runtime":"python","version":%s,'
        '"processId":%d,"parentProcessId":%d,"threadId":0,"startedAtMs":%d,"program":%s}\n'
        % (quoted(launch), quoted(version), process_id, parent_process_id, started_at_ms,
           quoted(program))
    ).encode('utf-8', 'replace')  # fmt: skip
