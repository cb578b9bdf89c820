"""Many answers at once: sweeps over anything that can be asked, cohorts of sampled people, and what moves an answer."""
