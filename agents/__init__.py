"""Who answers: agents, departments, their tokens and the console page."""
