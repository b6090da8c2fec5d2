"""python -m measurements.engine SPELLS.csv [--labour-market LM.csv] ... --json OUT.json"""

import sys

from measurements.engine.command import main

sys.exit(main(sys.argv[1:]))
