"""Questions become answers, indicators become reports, evidence becomes quizzes."""
