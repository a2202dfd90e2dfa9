"""What is remembered, in one PostgreSQL database; also the only place that puts a job in the queue."""
