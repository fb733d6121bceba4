//! Tests of `poolwise::billing`.
