"""Nine tests of 301 pupils of two schools: Holzinger and Swineford (1939), as moments.

"A study in factor analysis: the stability of a bi-factor solution", Supplementary Educational
Monographs 48, University of Chicago. Covariances (divided by n) and means of the nine tests that
Jöreskog (1969) used, rescaled as in lavaan (Rosseel 2012, "lavaan: an R package for structural
equation modeling", Journal of Statistical Software 48(2)), whose results the tests hold.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

ITEMS = [f"x{i}" for i in range(1, 10)]
FACETS = {"visual": ITEMS[:3], "textual": ITEMS[3:6], "speed": ITEMS[6:]}

_MEANS = {
    "Pasteur": "4.94123931 5.98397436 2.48717949 2.82264958 3.99519231 1.92216117 4.43227425"
    " 5.56314103 5.41773504",
    "Grant-White": "4.92988506 6.20000000 1.99568966 3.31724138 4.71206897 2.46896552 3.92083958"
    " 5.48827586 5.32720306",
}
_COVARIANCES = {
    "Pasteur": """
    1.39522952
    0.40210319 1.50374959
    0.62010670 0.47675768 1.34578916
    0.56792635 0.08850400 0.16466004 1.31968642
    0.47193972 0.14255116 0.06644477 1.07980974 1.70790958
    0.49756289 0.19403646 0.22210188 0.75512077 0.93392064 0.97444870
    0.04616439 -0.20384455 -0.02469771 0.32155439 0.17090488 0.21910719 1.16992003
    0.16519525 0.03851188 0.15161078 0.14698868 0.15150549 0.20564743 0.42609205 0.95199077
    0.35114303 0.21867810 0.33207834 0.15516336 0.20842750 0.18618410 0.28722552 0.35242542
    0.97755307""",
    "Grant-White": """
    1.31864711
    0.41431034 1.22637931
    0.53374951 0.47844828 1.07336504
    0.43986788 0.28310344 0.38096512 1.25721231
    0.41113357 0.20456897 0.34423306 0.93329766 1.34166468
    0.41202764 0.24389163 0.40707066 0.90639714 0.89808391 1.28014172
    0.12328525 0.07572714 0.07968128 0.24130486 0.30299437 0.20829506 1.06179961
    0.36952279 0.19458621 0.25857015 0.12176536 0.23972771 0.14337999 0.63283504 1.09437979
    0.57313340 0.28139847 0.39573507 0.36145946 0.42227705 0.31524489 0.44190187 0.56665227
    1.05104799""",
}
_ROWS = {"Pasteur": 156, "Grant-White": 145}


def moments(school: str) -> tuple[int, np.ndarray, np.ndarray]:
    """How many pupils, their means, and the covariances of one school."""
    matrix = np.zeros((9, 9))
    matrix[np.tril_indices(9)] = [float(x) for x in _COVARIANCES[school].split()]
    matrix = matrix + np.tril(matrix, -1).T
    return _ROWS[school], np.array([float(x) for x in _MEANS[school].split()]), matrix


def covariance() -> pd.DataFrame:
    """Of all pupils, both schools together."""
    found = [moments(school) for school in _ROWS]
    rows = sum(n for n, _, _ in found)
    mean = sum(n * m for n, m, _ in found) / rows
    total = sum(n * (c + np.outer(m - mean, m - mean)) for n, m, c in found) / rows
    return pd.DataFrame(total, index=ITEMS, columns=ITEMS)


def pupils(seed: int = 0) -> pd.DataFrame:
    """Made-up pupils, school by school, with exactly these means and covariances."""
    rng = np.random.default_rng(seed)
    parts = []
    for school in _ROWS:
        rows, mean, matrix = moments(school)
        made = rng.standard_normal((rows, 9))
        made -= made.mean(axis=0)
        made = made @ np.linalg.inv(np.linalg.cholesky(made.T @ made / rows)).T
        made = made @ np.linalg.cholesky(matrix).T + mean
        parts.append(pd.DataFrame(made, columns=ITEMS).assign(school=school))
    return pd.concat(parts, ignore_index=True)
