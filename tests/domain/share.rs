//! Tests of `poolwise::share`.
