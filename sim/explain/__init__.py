"""What an answer means: why each region moved, beside what, and what the posture exposes; every number computed."""
