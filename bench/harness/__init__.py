"""What every benchmark stands on: servers, databases, sockets, clients, rounds and tables."""
