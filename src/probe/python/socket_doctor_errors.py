"""Which errors are the probe's own: those end in it. All others are for the program."""


def is_own(problem):
    """Whether an error arose in the probe itself. A signal handler of the program may run at any
    point of it; what that raises must go on."""
    place = problem.__traceback__
    while place.tb_next is not None:
        place = place.tb_next
    return place.tb_frame.f_code.co_filename == is_own.__code__.co_filename
