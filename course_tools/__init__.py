"""What an author or instructor runs: editions, grading, pages. Not part of the wheel or the students' edition."""
