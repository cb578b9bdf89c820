"""What the legs bear, and which lumbar roots move them. Start with ``loads.leg_loads`` and ``rootloss.root_loss``."""
