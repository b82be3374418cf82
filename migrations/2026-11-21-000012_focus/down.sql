DROP INDEX automation_runs_failed_idx;
DROP TABLE focus_snoozes;
