"""Charts of studies: sweeps, bands, shares."""
