# SPDX-License-Identifier: Apache-2.0
"""Statistical checks that print TAP: chi-square, Kolmogorov-Smirnov, binomial shares, independence.

Seeds are fixed, so a check passes always or never. The threshold is the chance that a right generator fails one check: small
enough that all checks together fail for one seed in thousands, large enough that at a million rows a weight of .17 in place
of .18 has no chance (50-sharpness.py).
"""

from taptest import need, ok

np, pa, stats = need("numpy", "pyarrow", "scipy.stats")
THRESHOLD = 1e-6
CELL = 20  # least expected count of a chi-square cell, so that the distribution is right far out in the tail


def chi_square_p(counts, probabilities):
    """The p-value of counts under these probabilities; neighbouring cells are merged until each expects enough."""
    counts, expected = merge(np.asarray(counts, float), np.asarray(probabilities, float) * np.sum(counts))
    if len(counts) < 2:
        return 1.0
    return stats.chi2.sf(((counts - expected) ** 2 / expected).sum(), len(counts) - 1)


def merge(counts, expected):
    """Joins neighbouring cells, from the left, until each expects at least CELL; what remains joins the last."""
    if (expected >= CELL).all():
        return counts, expected
    starts, waiting = [0], 0.0
    for position, value in enumerate(expected):
        waiting += value
        if waiting >= CELL:
            starts.append(position + 1)
            waiting = 0.0
    starts = starts[:-1] or [0]
    return np.add.reduceat(counts, starts), np.add.reduceat(expected, starts)


def chi_square(description, counts, probabilities):
    assert abs(np.sum(probabilities) - 1) < 1e-9, "probabilities are not of sum 1"
    p = chi_square_p(counts, probabilities)
    total = np.sum(counts)
    return ok(total > 0 and p > THRESHOLD, description, f"p {p:.3g}, {total} values", f"counts {list(counts)[:24]}",
              f"expected {[round(float(share * total), 1) for share in probabilities][:24]}")


def weights(description, values, expected):
    """Values of an Arrow array follow a table of weights, and there are no others."""
    counts = {item["values"]: item["counts"] for item in values.value_counts().to_pylist()}
    strangers = set(counts) - set(expected)
    if strangers:
        return ok(False, description, f"values that must not be: {sorted(map(str, strangers))[:10]}")
    return chi_square(description, [counts.get(value, 0) for value in expected], list(expected.values()))


def uniform_integers(description, values, low, high):
    """Integers are uniform over low...high, none lies outside, and of enough of them the first and the last occur."""
    span = high - low + 1
    least, most = (int(values.min()), int(values.max())) if len(values) else (None, None)
    reached = (least, most) == (low, high) or len(values) < CELL * span
    if least is None or least < low or most > high or not reached:
        return ok(False, description, f"{len(values)} values of {least}...{most}, expected {low}...{high}")
    cells = min(span, max(2, len(values) // 50))
    counts = np.bincount((values - low) * cells // span, minlength=cells)
    sizes = np.bincount(np.arange(span) * cells // span, minlength=cells)
    return chi_square(description, counts, sizes / span)


def kolmogorov(description, values, distribution):
    """Values follow a continuous distribution function."""
    ordered = distribution(np.sort(values))
    steps = np.arange(len(ordered) + 1) / len(ordered)
    distance = max((steps[1:] - ordered).max(), (ordered - steps[:-1]).max())
    p = stats.kstwobign.sf(distance * np.sqrt(len(ordered)))
    return ok(p > THRESHOLD, description, f"p {p:.3g}, distance {distance:.3g}, {len(ordered)} values")


def share(description, mask, expected):
    """The share of true values, by the exact binomial test."""
    hits, total = int(np.sum(mask)), len(mask)
    p = stats.binomtest(hits, total, expected).pvalue if total else 0.0
    return ok(p > THRESHOLD, description, f"p {p:.3g}, {hits} of {total}, expected {expected * total:.1f}")


def contingency_p(a, b):
    """The p-value of independence of two arrays of category codes; rows where either is -1 do not count."""
    columns = int(b.max()) + 2
    table = np.bincount((a + 1) * columns + (b + 1), minlength=(int(a.max()) + 2) * columns)
    table = table.reshape(-1, columns)[1:, 1:].astype(float)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if min(table.shape) < 2:
        return 1.0
    freedom = (table.shape[0] - 1) * (table.shape[1] - 1)
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    assert expected.min() >= 5, "too few rows for these categories"
    return stats.chi2.sf(((table - expected) ** 2 / expected).sum(), freedom)
