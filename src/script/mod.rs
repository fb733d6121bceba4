//! A job or a pool operation as a script that runs.
