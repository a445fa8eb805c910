"""``python -m cvmlab.cli`` does what ``cvmlab`` does."""

from cvmlab.cli.app import main

main()
