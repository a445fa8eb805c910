"""How people see the own brand and its rivals: ratings read, checked and made ready."""
