"""Run by the test of the sanitizers: the rules of the screen, with a kernel that watches itself.

Arguments: the kernel's file.
"""

import importlib.util
import sys

from serai.risk.screening import native

NAME = "serai.risk.screening.kernel"


def put_in(file: str) -> None:
    spec = importlib.util.spec_from_file_location(NAME, file)
    assert spec
    assert spec.loader
    native.kernel = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(native.kernel)


def rules() -> None:
    from tests.risk.screening import test_kernel, test_screen

    test_screen.test_every_path_hits_what_the_evaluator_says()
    test_screen.test_whole_blocks_hit_what_few_rows_hit()
    test_screen.test_more_profiles_than_two_bytes_tell_apart()
    for path in native.paths()[:-1]:
        for rows in (0, 1, 63, 511, 512, 513, 1025):
            test_screen.test_blocks_of_every_size(rows, path)
    test_kernel.test_arrays_that_do_not_fit_are_refused()
    test_kernel.test_text_outside_of_its_buffer_is_refused()


if __name__ == "__main__":
    put_in(sys.argv[1])
    rules()
    sys.stdout.write(" ".join(["watched:", *native.paths()[:-1]]))
