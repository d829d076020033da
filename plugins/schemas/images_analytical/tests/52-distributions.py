# SPDX-License-Identifier: Apache-2.0
"""The distribution of every column of images_analytical, at 600,000 images."""

import distributions
from images import generate
from taptest import done

data = generate("--rows", "600000", "--seed", "42")
data.connection.execute("CREATE TABLE i AS SELECT * FROM images_analytical")
distributions.check(distributions.Duck(data.rows, "i"))
done()
