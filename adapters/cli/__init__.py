"""The command line: `laurel …`. Exit 0 done, 1 refused or invalid, 2 used wrongly or cannot tell, 130 stopped."""
