"""Requests, counted once each, in http.client (so urllib, urllib3, requests) and two others.

httpx (its httpcore) and aiohttp are not audited. There a descriptor takes the place of a method
that is looked up exactly once for each request: it notes the look-up and hands out the original,
so that no frame of the probe stands in a traceback and the method is the same for `inspect`.
"""

import sys

is_own = load('socket_doctor_errors').is_own  # noqa: F821 (given by sitecustomize.py)


class Noted:
    """A method whose look-ups are noted."""

    def __init__(self, bind, note):
        self._bind, self._note = bind, note

    def __get__(self, owner, kind=None):
        if owner is not None:
            try:
                self._note(owner)
            except Exception as problem:
                if not is_own(problem):
                    raise
        return self._bind(owner, kind)


def replace_method(holder, name, descriptor_of):
    """Puts a descriptor in the place of a method of this very class, made from how the method is
    bound. False where there is none."""
    function = holder.__dict__.get(name)
    if type(function) is not type(replace_method):
        return False
    setattr(holder, name, descriptor_of(function.__get__))
    return True


class Libraries:
    """The libraries that the program has loaded are watched from its next connection on: before
    the first request there is always a connection."""

    def __init__(self, watch):
        def of_old_http_client(client):
            socket = client.sock
            if socket is None:
                watch.request_due(client.host)  # it connects first
            else:
                watch.request(socket, client.host)

        def of_httpcore(connection):
            if connection._state.name in ('NEW', 'IDLE'):  # else it will refuse the request
                note(connection._network_stream.get_extra_info('socket'), connection._origin.host)

        def of_httpcore_2(connection):
            note(connection._network_stream.get_extra_info('socket'), connection._origin.host)

        def of_aiohttp(protocol):
            note(protocol.transport.get_extra_info('socket'), None)

        def note(socket, host):
            # asyncio hands out its socket in a wrapper.
            socket = getattr(socket, '_sock', socket)
            watch.request(socket, host)

        self._watch, self._send_output = watch, None
        self._wanted = [
            ('httpcore._sync.http11', 'HTTP11Connection', 'handle_request', of_httpcore),
            ('httpcore._async.http11', 'AsyncHTTP11Connection', 'handle_async_request', of_httpcore),
            ('httpcore._sync.http2', 'HTTP2Connection', 'handle_request', of_httpcore_2),
            ('httpcore._async.http2', 'AsyncHTTP2Connection', 'handle_async_request', of_httpcore_2),
            ('aiohttp.client_proto', 'ResponseHandler', 'set_response_params', of_aiohttp),
        ]
        if sys.version_info < (3, 10):  # where http.client is not audited
            self._wanted.append(
                ('http.client', 'HTTPConnection', '_send_output', of_old_http_client)
            )

    def look(self):
        for each in tuple(self._wanted):
            module, holder, name, note = each
            loaded = sys.modules.get(module)
            if loaded is None:
                continue
            found = getattr(loaded, holder, None)
            if found is None and getattr(loaded.__spec__, '_initializing', False):
                continue
            self._wanted.remove(each)
            if isinstance(found, type) and replace_method(
                found, name, lambda bind, note=note: Noted(bind, note)
            ):
                if name == '_send_output':
                    self._send_output = found._send_output.__code__

    def find_due(self):
        """A request for which the first connection of a thread is made may have passed the look-up
        before it was noted: it stands in the stack."""
        frame = sys._getframe(1)
        while self._send_output is not None and frame is not None:
            if frame.f_code is self._send_output:
                self._watch.request_due(frame.f_locals['self'].host)
                return
            frame = frame.f_back
