"""Everything above one joint as a free body, drawn."""
