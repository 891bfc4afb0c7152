"""What a use case gets: stores of one transaction, ids, the moment, the actor."""
