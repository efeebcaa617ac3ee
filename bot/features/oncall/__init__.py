"""The rota: who is on call now and next, and how people change it (R19)."""
