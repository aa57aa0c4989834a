"""The deploy of one service: a journalled list of steps towards a generation. A rollback runs the same steps."""
