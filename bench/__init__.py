"""What a request costs beside the least SQL that does the same job (``python -m bench``); the drill; places."""
