"""What is done beside answering: periodic jobs, when they are due and who does them."""
