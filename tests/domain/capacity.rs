//! Tests of `poolwise::capacity`.
