//! Price book, plans, usage to bill, comparison, break-even.
