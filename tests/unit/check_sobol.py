"""Sobol's points, all dimensions, against SciPy's.

    check_sobol.py POINTS_PROGRAM
"""
import subprocess
import sys

import numpy as np
from scipy.stats import qmc

# The point of index 2^k - 1 is direction number k itself, in Gray code order: those of the table, at
# most 13, and some that follow from them.
INDICES = [2**k - 1 for k in range(17)] + [2**k + 5 for k in range(3, 16)] + list(range(40))

text = subprocess.run([sys.argv[1], *map(str, INDICES)], check=True, capture_output=True, text=True).stdout
ours = np.array([line.split() for line in text.splitlines()], dtype=float) / 2**32
sequence, at, theirs = qmc.Sobol(ours.shape[1], scramble=False, bits=32), 0, {}
for index in sorted(set(INDICES)):
    if index > at:
        sequence.fast_forward(index - at)
    theirs[index] = sequence.random(1)[0]
    at = index + 1
different = [index for index, point in zip(INDICES, ours) if (point != theirs[index]).any()]
print(f"{len(INDICES) - len(different)} of {len(INDICES)} points in {ours.shape[1]} dimensions agree")
passed = ours.shape[1] >= 1024 and not different
print(f"{int(passed)} passed, {int(not passed)} failed")
sys.exit(not passed)
