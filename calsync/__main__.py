"""``python -m calsync``."""

import sys

from calsync.cli.main import main

sys.exit(main())
