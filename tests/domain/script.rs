//! Tests of `poolwise::script`.
