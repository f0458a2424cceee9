"""From accepted rows to the plan's indicators."""
