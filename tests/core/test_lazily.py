"""What few commands need is not loaded by all."""

import subprocess
import sys

import pytest

from core.config import ROOT
from core.lazily import Lazily


def test_a_module_is_loaded_when_something_of_it_is_asked_for():
    later = Lazily("colorsys")
    sys.modules.pop("colorsys", None)
    assert "colorsys" not in sys.modules
    assert later.rgb_to_hls(1.0, 1.0, 1.0)[1] == 1.0
    assert "colorsys" in sys.modules
    with pytest.raises(ModuleNotFoundError):
        Lazily("no_such_module").anything


def test_starting_loads_no_compiler_and_no_solver():
    told = subprocess.run([sys.executable, "-c", "import sys; import wsgi; wsgi.create_app({'MODE': 'testing'}); print(*sys.modules)"], cwd=ROOT, check=True,
                          capture_output=True, text=True).stdout.split()
    assert not {"numba", "scipy.optimize", "icalendar", "sklearn", "dask", "distributed"} & set(told)
