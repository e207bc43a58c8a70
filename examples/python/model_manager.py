"""Lists, compares, tags and cleans up models: python3 model_manager.py --help tells the commands."""

import sys
from mreg import main
sys.exit(main())
