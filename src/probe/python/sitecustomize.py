"""What Socket Doctor puts before a Python program: tells the editor which lines of it connect.

The editor puts this folder first on PYTHONPATH, and so `site` imports this file in the place of
the program's own `sitecustomize`, if it has one. That one is found and run from here, and from
then on nothing of this folder is on `sys.path` or in `sys.modules`. Without the variable that
names the editor's pipe nothing else is done.

The environment itself stays as it was given, so that a child that is started with a copy of it
(the reloaders of Flask and Django do that) has the probe as well.
"""

import sys


def _watch(variable):
    """Adds the audit hook. The rest of the probe is loaded at the program's first TCP socket."""
    import builtins
    import time

    folder, loader = _folder(), type(__loader__)
    # Its own names: what the program does to `builtins`, and the end of the interpreter, which
    # empties them, must not reach the probe.
    own_builtins = dict(vars(builtins))

    def anonymous(code):
        # Coverage and debuggers pass over code whose file is no file.
        consts = tuple(anonymous(c) if isinstance(c, type(code)) else c for c in code.co_consts)
        return code.replace(co_filename='<socket doctor>', co_consts=consts)

    def load(name):
        """Runs a file of this folder as a module that is known to nobody else."""
        code = loader(name, folder + '/' + name + '.py').get_code(name)
        module = type(sys)(name)
        module.load, module.__builtins__ = load, own_builtins
        exec(anonymous(code), module.__dict__)
        return module

    load('socket_doctor_hook').install(variable, int(time.time() * 1000))


def _folder():
    return __file__.replace('\\', '/').rpartition('/')[0]


def _leave_path():
    own = _folder()
    for entry in [e for e in sys.path if isinstance(e, str) and e.replace('\\', '/') == own]:
        sys.path.remove(entry)
        sys.path_importer_cache.pop(entry, None)


def _start():
    import os

    variable = os.environ.get('SOCKET_DOCTOR_PROBE', '')
    if variable.startswith('1:') and variable.count(':') >= 2:
        try:
            _watch(variable)
        except Exception:  # the program must not know
            pass
    try:
        _leave_path()
    except Exception:
        pass


_start()
# The import machinery takes what stands in `sys.modules` when this file is through: the program's
# own module. Where there is none, this import fails, and so does the import of this file: with the
# error that `site` would have had (and passes over) without us.
sys.modules.pop('sitecustomize', None)
import sitecustomize  # noqa: E402,F401
