"""Snapshots of a service's datasets: taken before a deploy changes something, and what a rollback of data makes of them."""
