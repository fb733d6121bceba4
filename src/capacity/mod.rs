//! Workload, queue simulation, planner, statistics.
