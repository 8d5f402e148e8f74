"""Jupyter's own tests of kernels."""

import pytest
from jupyter_kernel_test import IopubWelcomeTests, KernelTests

from programs import STORE_BUFFERING, TYPO


@pytest.mark.usefixtures("kernelspec")
class TestMemmodel(KernelTests):
    kernel_name = "memmodel"
    language_name = "memmodel"
    file_extension = ".memmodel"

    code_execute_result = [{"code": STORE_BUFFERING, "mime": "text/plain"},
                           {"code": "%%check --model tso\n" + STORE_BUFFERING, "mime": "text/html"}]
    code_generate_error = TYPO
    code_page_something = "%help"
    code_inspect_sample = "atomic x\nthread A { x.fetch_add(1, Relaxed"
    code_history_pattern = "program *exists *"
    supported_history_operations = ("tail", "range", "search")
    completion_samples = [{"text": "atomic x\nthread A { x.fetch_n", "matches": ["fetch_nand"]}]
    complete_code_samples = [STORE_BUFFERING, STORE_BUFFERING.strip(), "atomic x; thread A { x.store(1) }", "const N = 3", "%list"]
    incomplete_code_samples = ["thread A {", "atomic x = 0", "const N = (1 +", "/* a comment"]
    invalid_code_samples = ["thread A { ) }", "atomic = 1\nthread A { }"]


@pytest.mark.usefixtures("kernelspec")
class TestMemmodelWelcomes(IopubWelcomeTests):
    kernel_name = "memmodel"
    support_iopub_welcome = True


# The bases are not to be tested themselves.
del KernelTests, IopubWelcomeTests
