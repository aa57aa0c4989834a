"""The deploy of one service: a journalled list of steps towards a generation; rollback is the same list."""
